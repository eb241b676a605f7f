//! Days as the two forms write them, and as they might have.

use crate::sheets::Sheet;
use treatstat::day::Day;
use treatstat::synth::Form;

pub fn day(sheet: &Sheet, row: usize, column: &str) -> Option<Day> {
    let value = sheet.value(row, column);
    match sheet.form {
        Form::Plain => Day::parse_iso(value),
        Form::Cds => {
            let parts: Vec<&str> = value.split('/').collect();
            let [day, month, year] = parts.as_slice() else {
                return None;
            };
            Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
    }
}

pub fn iso(day: Day) -> String {
    day.to_string()
}

pub fn compact(day: Day) -> String {
    day.to_string().replace('-', "")
}

pub fn day_first(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{day:02}/{month:02}/{year}")
}

pub fn month_first(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{month:02}/{day:02}/{year}")
}

pub fn written(day: Day, form: Form) -> String {
    match form {
        Form::Plain => iso(day),
        Form::Cds => day_first(day),
    }
}

pub fn in_2099(form: Form) -> String {
    written(Day::from_ymd(2099, 12, 31).expect("a day"), form)
}
