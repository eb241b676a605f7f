//! One column of a row group: batches of values come in, one value at a time goes out as text.
//!
//! The readers of single columns are used because the crate's rows make a string of every value and copy every name
//! with it, which takes about three times as long.

use crate::extract::forms::delimited::{civil, push_day, push_number, push_plain, push_value};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, Int96};
use parquet::errors::Result;
use parquet::schema::types::ColumnDescriptor;

pub trait Column: Send {
    /// Decodes the next rows; how many there were.
    fn fill(&mut self, rows: usize) -> Result<usize>;
    /// Appends the value of a row of the batch. Rows are asked for in order, each once.
    fn push(&mut self, row: usize, out: &mut Vec<u8>);
}

/// What the numbers or bytes of a column stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    Plain,
    Unsigned,
    Day,
    /// Moments, so many a day.
    Moment(i64),
    /// Times of day, so many a second.
    Time(i64),
    /// Digits after the point.
    Decimal(usize),
    Uuid,
    Unknown,
}

impl Meaning {
    fn of(column: &ColumnDescriptor) -> Meaning {
        let scale = usize::try_from(column.type_scale()).unwrap_or_default();
        match column.logical_type_ref() {
            Some(LogicalType::Timestamp(t)) => Meaning::Moment(86_400 * a_second(&t.unit)),
            Some(LogicalType::Time(t)) => Meaning::Time(a_second(&t.unit)),
            Some(LogicalType::Uuid) => Meaning::Uuid,
            Some(LogicalType::Float16 | LogicalType::Variant(_)) => Meaning::Unknown,
            _ => match column.converted_type() {
                ConvertedType::DATE => Meaning::Day,
                ConvertedType::TIMESTAMP_MILLIS => Meaning::Moment(86_400_000),
                ConvertedType::TIMESTAMP_MICROS => Meaning::Moment(86_400_000_000),
                ConvertedType::TIME_MILLIS => Meaning::Time(1_000),
                ConvertedType::TIME_MICROS => Meaning::Time(1_000_000),
                ConvertedType::DECIMAL => Meaning::Decimal(scale),
                ConvertedType::INTERVAL => Meaning::Unknown,
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64 => Meaning::Unsigned,
                _ => Meaning::Plain,
            },
        }
    }
}

fn a_second(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// Whether the column's values can be written as text.
pub fn is_known(column: &ColumnDescriptor) -> bool {
    match Meaning::of(column) {
        Meaning::Unknown => false,
        // Decimals are read up to 38 digits, which 16 bytes hold.
        Meaning::Decimal(_) if column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY => {
            column.type_length() <= 16
        }
        _ => true,
    }
}

pub fn new(column: &ColumnDescriptor, reader: ColumnReader) -> Box<dyn Column> {
    let meaning = Meaning::of(column);
    match reader {
        ColumnReader::BoolColumnReader(r) => Typed::boxed(r, |v, out| {
            out.extend_from_slice(if *v { b"TRUE" } else { b"FALSE" });
        }),
        ColumnReader::Int32ColumnReader(r) if meaning == Meaning::Unsigned => {
            Typed::boxed(r, |v, out| push_plain(out, *v as u32))
        }
        ColumnReader::Int32ColumnReader(r) => {
            Typed::boxed(r, move |v, out| push_whole(out, i64::from(*v), meaning))
        }
        ColumnReader::Int64ColumnReader(r) => {
            Typed::boxed(r, move |v, out| push_whole(out, *v, meaning))
        }
        ColumnReader::Int96ColumnReader(r) => Typed::boxed(r, |v, out| push_old_moment(out, v)),
        // By way of its own text a float stays as short as it was written: 0.1, not 0.10000000149011612.
        ColumnReader::FloatColumnReader(r) => Typed::boxed(r, |v, out| {
            if !v.is_nan() {
                push_plain(out, v + 0.0);
            }
        }),
        // pandas writes a missing number as NaN.
        ColumnReader::DoubleColumnReader(r) => Typed::boxed(r, |v, out| {
            if !v.is_nan() {
                push_number(out, *v);
            }
        }),
        ColumnReader::ByteArrayColumnReader(r) => {
            Typed::boxed(r, move |v, out| push_bytes(out, v.data(), meaning))
        }
        ColumnReader::FixedLenByteArrayColumnReader(r) => {
            Typed::boxed(r, move |v, out| push_bytes(out, v.data(), meaning))
        }
    }
}

struct Typed<T: DataType, P> {
    reader: ColumnReaderImpl<T>,
    push: P,
    values: Vec<T::T>,
    /// 1 for a value and 0 for a null; empty if the column has no nulls.
    levels: Vec<i16>,
    /// Values of the batch that have gone out.
    used: usize,
}

impl<T, P> Typed<T, P>
where
    T: DataType,
    P: Fn(&T::T, &mut Vec<u8>) + Send + 'static,
{
    fn boxed(reader: ColumnReaderImpl<T>, push: P) -> Box<dyn Column> {
        Box::new(Typed {
            reader,
            push,
            values: Vec::new(),
            levels: Vec::new(),
            used: 0,
        })
    }
}

impl<T, P> Column for Typed<T, P>
where
    T: DataType,
    P: Fn(&T::T, &mut Vec<u8>) + Send + 'static,
{
    fn fill(&mut self, rows: usize) -> Result<usize> {
        self.values.clear();
        self.levels.clear();
        self.used = 0;
        let (records, _, _) =
            self.reader
                .read_records(rows, Some(&mut self.levels), None, &mut self.values)?;
        Ok(records)
    }

    fn push(&mut self, row: usize, out: &mut Vec<u8>) {
        if self.levels.get(row) != Some(&0) {
            (self.push)(&self.values[self.used], out);
            self.used += 1;
        }
    }
}

fn push_whole(out: &mut Vec<u8>, value: i64, meaning: Meaning) {
    match meaning {
        Meaning::Day => push_day(out, civil(value)),
        Meaning::Moment(a_day) => push_day(out, civil(value.div_euclid(a_day))),
        Meaning::Time(a_second) => push_time(out, value.div_euclid(a_second)),
        Meaning::Decimal(scale) => push_decimal(out, value.into(), scale),
        Meaning::Unsigned => push_plain(out, value as u64),
        _ => push_plain(out, value),
    }
}

fn push_time(out: &mut Vec<u8>, seconds: i64) {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    push_plain(
        out,
        format_args!("{hours:02}:{minutes:02}:{:02}", seconds % 60),
    );
}

/// The moments of older writers: nanoseconds of a day, and the day counted from noon of 24 November 4714 BC.
fn push_old_moment(out: &mut Vec<u8>, moment: &Int96) {
    push_day(out, civil(i64::from(moment.data()[2]) - 2_440_588));
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8], meaning: Meaning) {
    match meaning {
        Meaning::Decimal(scale) if bytes.len() <= 16 => {
            push_decimal(out, from_big_endian(bytes), scale);
        }
        Meaning::Uuid if bytes.len() == 16 => {
            for (at, byte) in bytes.iter().enumerate() {
                let dash = if [4, 6, 8, 10].contains(&at) { "-" } else { "" };
                push_plain(out, format_args!("{dash}{byte:02x}"));
            }
        }
        _ if std::str::from_utf8(bytes).is_ok() => push_value(out, bytes),
        _ => bytes
            .iter()
            .for_each(|byte| push_plain(out, format_args!("{byte:02x}"))),
    }
}

fn from_big_endian(bytes: &[u8]) -> i128 {
    let sign = if bytes.first().is_some_and(|b| b & 0x80 != 0) {
        -1
    } else {
        0
    };
    bytes.iter().fold(sign, |n, b| n << 8 | i128::from(*b))
}

/// A whole amount is written without its point, as any other whole number.
fn push_decimal(out: &mut Vec<u8>, unscaled: i128, scale: usize) {
    let digits = format!("{:0>1$}", unscaled.unsigned_abs(), scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let part = part.trim_end_matches('0');
    let sign = if unscaled < 0 { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    push_plain(out, format_args!("{sign}{whole}{point}{part}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_value() {
        for (unscaled, scale, text) in [
            (1_250, 2, "12.5"),
            (1_200, 2, "12"),
            (-5, 2, "-0.05"),
            (0, 3, "0"),
            (7, 0, "7"),
            (i128::MIN, 0, "-170141183460469231731687303715884105728"),
        ] {
            let mut out = Vec::new();
            push_decimal(&mut out, unscaled, scale);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
        assert_eq!(from_big_endian(&[0xFF, 0x85]), -123);
        assert_eq!(from_big_endian(&[0x04, 0xE2]), 1250);
        assert_eq!(from_big_endian(&[]), 0);
    }
}
