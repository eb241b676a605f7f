//! Files of several writers. The fixtures and what made them are in `tests/fixtures`.

use super::*;
use std::io::Write;

fn path(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    let mut text = String::new();
    open(File::open(path(name)).unwrap())
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn refusal(file: File) -> String {
    match open(file) {
        Ok(_) => panic!("it was opened"),
        Err(problem) => problem.message,
    }
}

/// A file of these bytes.
fn holding(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

#[test]
fn every_type_by_every_codec_and_encoding_of_arrow() {
    for name in ["none", "snappy", "gzip", "zstd", "lz4", "plain"] {
        assert_eq!(
            read(&format!("arrow_{name}.parquet")),
            "ID,SEX,START,CHILDREN,HALF,FLAG,MS,NS,COST,SMALL,BIG,BYTES,TIME,KIND\n\
             1,F,2011-05-01,2,0.1,TRUE,2011-05-01,2011-05-01,12.5,200,18446744073709551615,text,09:30:05,x\n\
             2,M,1899-12-31,,3,FALSE,,,-0.05,1,1,ff01,,y\n\
             3,\"a, \"\"b\"\" c\",,0.5,,,1969-12-31,1969-12-31,,,,,00:00:00,x\n\
             ,,2000-02-29,,0,TRUE,1970-01-01,1970-01-01,7,0,0,,23:59:59,\n",
            "{name}"
        );
    }
}

#[test]
fn other_writers() {
    for (name, text) in [
        (
            "duckdb.parquet",
            "ID,SEX,START,CHILDREN,MOMENT,COST,FLAG,KEY,HUGE\n\
             1,F,2011-05-01,2,2011-05-01,12.5,TRUE,b5a3ff8e-0c37-4a0c-8c3c-7d3a0f1b2c3d,170\n\
             ,,,,,,,,\n",
        ),
        (
            "polars.parquet",
            "ID,SEX,START,CHILDREN,MOMENT,KIND,COST\n\
             1,F,2011-05-01,2,2011-05-01,x,12.5\n\
             ,,,,,,\n",
        ),
        ("pandas.parquet", "ID,WHEN,TEXT\n1,2011-05-01,a\n,,\n"),
        // A null by itself is still a row.
        ("single.parquet", "ID\n\"\"\na\n"),
    ] {
        assert_eq!(read(name), text, "{name}");
    }
    let old_moments = read("arrow_int96.parquet");
    assert!(old_moments.contains("1,F,2011-05-01,2,0.1,TRUE,2011-05-01,2011-05-01,"));
    assert!(old_moments.contains(",1969-12-31,1969-12-31,"));
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    for (name, message) in [
        (
            "nested_list.parquet",
            "column `DRUGS` holds values that are no text, number or date",
        ),
        (
            "nested_struct.parquet",
            "column `ADDRESS` holds values that are no text, number or date",
        ),
        (
            "duckdb_list.parquet",
            "column `DRUGS` holds values that are no text, number or date",
        ),
        (
            "arrow_brotli.parquet",
            "is compressed with Brotli, which is not read",
        ),
        ("old.xls", "is no Parquet file"),
    ] {
        assert_eq!(refusal(File::open(path(name)).unwrap()), message);
    }
    assert_eq!(refusal(holding(b"")), "is no Parquet file");
    assert_eq!(
        refusal(holding(b"PARE....")),
        "the Parquet file is encrypted"
    );
}

#[test]
fn a_file_that_breaks_off_is_refused() {
    let whole = std::fs::read(path("arrow_zstd.parquet")).unwrap();
    for length in [4, 11, whole.len() / 2, whole.len() - 1] {
        let refused = refusal(holding(&whole[..length]));
        assert!(
            refused.starts_with("the Parquet file is damaged"),
            "{refused}"
        );
    }
}

#[test]
fn a_damaged_later_row_group_fails_when_it_is_read() {
    let whole = std::fs::read(path("arrow_snappy.parquet")).unwrap();
    let reader = SerializedFileReader::new(holding(&whole)).unwrap();
    let (start, length) = reader.metadata().row_group(1).column(1).byte_range();
    let mut bytes = whole.clone();
    bytes[start as usize..(start + length) as usize].fill(0xFF);
    let mut text = Vec::new();
    let failure = open(holding(&bytes))
        .unwrap()
        .read_to_end(&mut text)
        .unwrap_err();
    assert_eq!(failure.to_string(), "row group 2, column `SEX` is damaged");
    // The header and the three rows of the first group have come through.
    assert_eq!(text.iter().filter(|b| **b == b'\n').count(), 4);
}
