//! What a way of damage is, what shall come of it, and the choices it makes.

use crate::sheets::run::{File, Run};
use crate::sheets::{Sheet, ended};
use proptest::sample::Index;
use treatstat::extract::Rule;
use treatstat::synth::Form;

pub const BOTH: &[Form] = &[Form::Plain, Form::Cds];
pub const PLAIN: &[Form] = &[Form::Plain];
pub const CDS: &[Form] = &[Form::Cds];

/// One way of damage: a line of a table.
pub struct Way {
    pub name: &'static str,
    pub forms: &'static [Form],
    pub expect: Expect,
    /// `None` where the extract has nothing that can be damaged so.
    pub damage: fn(&Sheet, &mut Pick) -> Option<Damaged>,
}

/// What comes of it. The results are always those of [`Damaged::right`].
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// Nothing is said.
    ReadsRight,
    /// What is damaged is left out by this rule, at the places of the damage.
    LeavesOut(Rule),
    /// This rule is noticed at the places of the damage.
    Notices(Rule),
    /// The extract is refused, and the working paper points to the place.
    Refuses(Rule),
}

/// A damaged extract, and what it must come to.
pub struct Damaged {
    pub files: Vec<File>,
    /// The extract that gives the same results.
    pub right: Sheet,
    /// The file's number and the line of each place that the finding is to name.
    pub places: Vec<(usize, u64)>,
    /// The column of the finding; empty if it is about the row.
    pub column: String,
    /// What the finding counts, where that is not its places.
    pub count: Option<u64>,
    /// Rules that are broken beside the one expected, with their columns.
    pub besides: Vec<(Rule, &'static str)>,
    /// The lines of the file that the right extract has not, from the first.
    pub added: Vec<u64>,
    /// Whether the working paper finds the same episodes in it, with the same fields recorded.
    pub same_episodes: bool,
    pub run: Run,
}

impl Damaged {
    /// One file.
    pub fn new(bytes: impl Into<Vec<u8>>, right: Sheet) -> Damaged {
        Damaged {
            files: vec![("x.csv".into(), bytes.into())],
            right,
            places: Vec::new(),
            column: String::new(),
            count: None,
            besides: Vec::new(),
            added: Vec::new(),
            same_episodes: true,
            run: Run {
                profile: None,
                dated: true,
            },
        }
    }

    /// One file of these lines, the header's first.
    pub fn lines(lines: &[String], right: Sheet) -> Damaged {
        Damaged::new(ended(lines), right)
    }

    pub fn at(mut self, lines: impl IntoIterator<Item = u64>) -> Damaged {
        self.places = lines.into_iter().map(|line| (0, line)).collect();
        self
    }

    pub fn column(mut self, column: &str) -> Damaged {
        self.column = column.into();
        self
    }

    pub fn counting(mut self, count: u64) -> Damaged {
        self.count = Some(count);
        self
    }

    pub fn besides(mut self, rule: Rule, column: &'static str) -> Damaged {
        self.besides.push((rule, column));
        self
    }

    /// Lines that the right extract has not.
    pub fn added(mut self, lines: impl IntoIterator<Item = u64>) -> Damaged {
        self.added.extend(lines);
        self
    }

    /// One file of these lines, in which some rows of the sheet have become useless.
    pub fn losing(lines: &[String], sheet: &Sheet, rows: &[usize]) -> Damaged {
        let places: Vec<u64> = rows.iter().map(|row| sheet.line_of(*row)).collect();
        Damaged::lines(lines, sheet.without(rows))
            .at(places.clone())
            .added(places)
    }
}

/// The choices of one case, each by a number of its own, so that they shrink.
pub struct Pick<'a> {
    numbers: std::slice::Iter<'a, Index>,
}

/// How many choices a way may make.
pub const CHOICES: usize = 8;

impl<'a> Pick<'a> {
    pub fn new(numbers: &'a [Index]) -> Pick<'a> {
        Pick {
            numbers: numbers.iter(),
        }
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.numbers.next().expect("few choices").index(limit)
    }

    /// A number from 1 to the limit.
    pub fn up_to(&mut self, limit: usize) -> usize {
        self.below(limit) + 1
    }

    pub fn one_of<T: Clone>(&mut self, choices: &[T]) -> Option<T> {
        (!choices.is_empty()).then(|| choices[self.below(choices.len())].clone())
    }

    pub fn row(&mut self, sheet: &Sheet) -> usize {
        self.below(sheet.rows.len())
    }

    pub fn row_where(&mut self, sheet: &Sheet, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..sheet.rows.len()).filter(|row| fits(*row)).collect();
        self.one_of(&fitting)
    }

    /// A row whose column holds a value.
    pub fn row_with(&mut self, sheet: &Sheet, column: &str) -> Option<usize> {
        self.row_where(sheet, |row| !sheet.value(row, column).is_empty())
    }

    pub fn column(&mut self, sheet: &Sheet) -> usize {
        self.below(sheet.header.len())
    }
}

/// The name of the same thing in either form.
pub fn named(sheet: &Sheet, plain: &'static str, cds: &'static str) -> &'static str {
    match sheet.form {
        Form::Plain => plain,
        Form::Cds => cds,
    }
}

/// The columns that the program does not read.
pub fn ignored(sheet: &Sheet) -> &'static [&'static str] {
    match sheet.form {
        Form::Plain => &["ethnicity", "modality_end"],
        Form::Cds => &["ETHNIC", "PC", "CLIENT", "GPPTCE", "MODEND", "QUALLIFE"],
    }
}
