//! Whole workbooks. The fixtures and what made them are in `tests/fixtures`.

use super::*;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use std::fs::File;
use std::io::Cursor;

fn fixture(name: &str) -> File {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    File::open(format!("{folder}/{name}")).unwrap()
}

fn text(mut opened: Opened) -> String {
    let mut text = String::new();
    opened.text.read_to_string(&mut text).unwrap();
    text
}

fn refusal(opened: Result<Opened, Problem>) -> String {
    let Err(problem) = opened else {
        panic!("it was read");
    };
    format!("{}; {}", problem.message, problem.hint)
}

/// A workbook of sheets by name, each filled by a function.
/// A sheet's name and what is written on it.
type Made<'a> = (&'a str, fn(&mut Worksheet));

fn made(sheets: &[Made<'_>]) -> Cursor<Vec<u8>> {
    let mut book = Workbook::new();
    for (name, fill) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        fill(sheet);
    }
    Cursor::new(book.save_to_buffer().unwrap())
}

fn one(sheet: &mut Worksheet) {
    sheet.write(0, 0, "ID").unwrap();
}

fn nothing(_: &mut Worksheet) {}

#[test]
fn cells_rows_and_columns_of_a_new_workbook() {
    let book = made(&[("Episodes", |sheet| {
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let percent = Format::new().set_num_format("0%");
        for (column, name) in ["ID", "DATE", "NOTE", "SUM", "UNUSED"].iter().enumerate() {
            sheet.write(2, 1 + column as u16, *name).unwrap();
        }
        sheet.write(3, 1, 11).unwrap();
        sheet.write_number_with_format(3, 2, 40_664, &day).unwrap();
        sheet.write(3, 3, "one, \"two\"\r\nthree").unwrap();
        sheet
            .write(3, 4, Formula::new("=1+1").set_result("2"))
            .unwrap();
        sheet.write(5, 1, "0012").unwrap();
        sheet
            .write_number_with_format(5, 2, 40_664.75, &moment)
            .unwrap();
        sheet.write_string(5, 3, "=A1").unwrap();
        sheet
            .write(5, 4, Formula::new("=NA()").set_result("#N/A"))
            .unwrap();
        sheet.write(6, 1, 123_456_789_012_345_i64).unwrap();
        sheet.write(6, 2, true).unwrap();
        sheet.write(6, 3, "  ").unwrap();
        sheet.write_number_with_format(6, 4, 0.5, &percent).unwrap();
        // Left over from formatting: no column, no row.
        sheet.write_blank(3, 9, &day).unwrap();
        sheet.write_blank(20, 1, &day).unwrap();
    })]);
    let opened = open(book, None).unwrap();
    assert!(!opened.is_1904);
    assert_eq!(
        text(opened),
        "\n\
         \n\
         ID,DATE,NOTE,SUM,UNUSED\n\
         11,2011-05-01,\"one, \"\"two\"\" three\",2,\n\
         \n\
         0012,2011-05-01,=A1,#N/A,\n\
         123456789012345,TRUE,,0.5,\n"
    );
}

#[test]
fn old_workbooks_of_both_epochs() {
    for (name, is_1904, serial) in [("old.xls", false, 40_664), ("old_1904.xls", true, 39_202)] {
        let opened = open(fixture(name), None).unwrap();
        assert_eq!(opened.is_1904, is_1904);
        assert_eq!(day_of_serial(serial, is_1904), Some((2011, 5, 1)));
        assert_eq!(
            text(opened),
            format!(
                "\n\
                 \n\
                 ID,DATE,MOMENT,SERIAL,NOTE,FLAG,PART\n\
                 11,2011-05-01,2011-05-01,{serial},\"a, b c\",TRUE,0.25\n\
                 \n\
                 0012,,,,#N/A,,\n"
            )
        );
    }
}

#[test]
fn the_1904_epoch_of_a_new_workbook_and_no_sheet_of_charts() {
    let opened = open(fixture("mac.xlsx"), None).unwrap();
    assert!(opened.is_1904);
    assert_eq!(opened.others, [""; 0]);
    assert_eq!(
        text(opened),
        "ID,DATE,SERIAL\n1,2011-05-01,39202\n2,2011-05-01,0\n"
    );
    let refused = refusal(open(fixture("mac.xlsx"), Some("Chart1")));
    assert_eq!(
        refused,
        "there is no sheet `Chart1`; the only sheet is `Episodes`"
    );
}

#[test]
fn an_open_document_with_repeated_and_blank_rows() {
    let opened = open(fixture("plain.ods"), Some("Episodes")).unwrap();
    assert_eq!(opened.others, ["Notes"]);
    assert_eq!(
        text(opened),
        "\n\
         \n\
         ID,DATE,MOMENT,NOTE,FLAG\n\
         11,2011-05-01,2011-05-01,\"a, b c\",TRUE\n\
         11,2011-05-01,2011-05-01,\"a, b c\",TRUE\n\
         \n\
         0.25,,,,\n"
    );
}

#[test]
fn a_binary_workbook() {
    let opened = open(fixture("binary.xlsb"), None).unwrap();
    assert_eq!(text(opened), "ID,DATE\n11,2011-05-01\n\n#N/A,TRUE\n");
}

#[test]
fn which_sheet_is_read() {
    let book = || {
        made(&[
            ("Notes", one),
            (" Episodes", one),
            ("EMPTY", nothing),
            ("é", one),
        ])
    };
    for (wanted, sheet) in [
        ("Notes", "Notes"),
        ("episodes ", " Episodes"),
        (" Episodes", " Episodes"),
        ("É", "é"),
    ] {
        assert_eq!(open(book(), Some(wanted)).unwrap().sheet, sheet);
    }
    let opened = open(made(&[("One", nothing), ("Two", one)]), None).unwrap();
    assert_eq!(
        (opened.sheet, opened.others),
        ("Two".into(), vec!["One".into()])
    );
}

#[test]
fn a_sheet_that_cannot_be_told_is_refused() {
    let two = || made(&[("2011-12", one), ("Empty", nothing), ("2012-13", one)]);
    for (refused, message) in [
        (
            open(two(), None),
            "several sheets hold something: `2011-12`, `2012-13`; name the one to read with `--sheet NAME`",
        ),
        (
            open(two(), Some("2013-14")),
            "there is no sheet `2013-14`; the sheets are `2011-12`, `Empty`, `2012-13`",
        ),
        (
            open(two(), Some("empty")),
            "sheet `Empty` holds nothing; name another with `--sheet NAME`: `2011-12`, `2012-13`",
        ),
        (
            open(made(&[("Empty", nothing)]), Some("Empty")),
            "sheet `Empty` holds nothing; export the workbook again",
        ),
        (
            open(made(&[("Empty", nothing)]), None),
            "no sheet of the workbook holds anything; export the workbook again",
        ),
    ] {
        assert_eq!(refusal(refused), message);
    }
}

#[test]
fn what_is_no_workbook_or_cannot_be_opened_is_refused() {
    let whole = made(&[("Episodes", one)]).into_inner();
    let half = whole[..whole.len() / 2].to_vec();
    let mut flipped = whole.clone();
    let at = flipped.len() / 2;
    flipped[at] ^= 0xFF;
    let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
    other
        .start_file("extract.csv", zip::write::SimpleFileOptions::default())
        .unwrap();
    let other = other.finish().unwrap().into_inner();
    for (bytes, message) in [
        (b"ID,DATE\n".to_vec(), "is no workbook"),
        (Vec::new(), "is no workbook"),
        (b"PK\x03\x04".to_vec(), "the workbook is damaged"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            "the workbook is damaged",
        ),
        (half, "the workbook is damaged"),
        (flipped, "the workbook is damaged"),
        (other, "is a zip archive without a workbook in it"),
    ] {
        let refused = refusal(open(Cursor::new(bytes), None));
        assert!(refused.starts_with(message), "{refused}");
    }
    for name in ["encrypted.xlsx", "encrypted.ods"] {
        let refused = refusal(open(fixture(name), None));
        assert!(
            refused.starts_with("the workbook is encrypted"),
            "{refused}"
        );
    }
}

#[test]
fn a_workbook_that_unpacks_to_much_more_than_itself_is_refused() {
    let mut archive = zip::ZipArchive::new(made(&[("Episodes", one)])).unwrap();
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        bomb.raw_copy_file(archive.by_index(at).unwrap()).unwrap();
    }
    bomb.start_file("xl/bomb.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    std::io::copy(&mut std::io::repeat(b' ').take(4 << 20), &mut bomb).unwrap();
    let mut bomb = bomb.finish().unwrap();
    assert!(archive::check(&mut bomb, 8 << 20).is_ok());
    let refused = archive::check(&mut bomb, 1 << 20).unwrap_err().to_string();
    assert!(refused.starts_with("unpacks to more than"), "{refused}");
}

#[test]
fn an_open_document_that_breaks_off_is_refused_and_not_waited_for() {
    let mut archive = zip::ZipArchive::new(fixture("plain.ods")).unwrap();
    let mut broken = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "content.xml" {
            content.truncate(content.len() - 100);
        }
        broken
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut broken, &content).unwrap();
    }
    let refused = refusal(open(broken.finish().unwrap(), None));
    assert!(refused.starts_with("the workbook is damaged"), "{refused}");
}

#[test]
fn no_damaged_byte_of_an_old_workbook_makes_a_panic() {
    let mut whole = Vec::new();
    fixture("old.xls").read_to_end(&mut whole).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        let _ = open(Cursor::new(bytes), None).map(text);
    }
}
