//! All columns of a sample together. Comes in: names and values. Goes out: [`Sheet`]: each column's facts and name, and
//! which columns the values alone show to be sex, birth date, parental status ..., for others to be held against.

use super::Column;
use super::facts::{Facts, Written};
use super::looks::{self, Look};
use super::names::Name;
use super::order::Order;
use super::people::Ids;
use crate::extract::Field;
use crate::extract::codes::{Codes, Lists};
use std::sync::LazyLock;

static CODES: LazyLock<Codes> =
    LazyLock::new(|| Codes::with(&Lists::new()).expect("the built-in code lists are well formed"));

/// Fewest recorded values from which anything is concluded.
pub const ENOUGH: usize = 30;

pub struct Sheet<'a> {
    pub columns: &'a [Column],
    pub facts: Vec<Facts<'a>>,
    pub names: Vec<Name>,
    pub codes: &'static Codes,
    pub order: Order,
    pub ids: Ids,
    /// The one column that looks like sex, and so on; `None` if none or several do.
    pub sex: Option<usize>,
    pub parental: Option<usize>,
}

impl<'a> Sheet<'a> {
    pub fn new(columns: &'a [Column]) -> Sheet<'a> {
        let rows = columns.iter().map(|c| c.values.len()).max().unwrap_or(0);
        let mut facts: Vec<Facts> = columns.iter().map(|c| Facts::new(c, rows)).collect();
        if is_month_first(&facts) {
            facts.iter_mut().for_each(Facts::turn_month_first);
        }
        let mut sheet = Sheet {
            columns,
            facts,
            names: columns.iter().map(|c| Name::of(&c.name)).collect(),
            codes: &CODES,
            order: Order::default(),
            ids: Ids::default(),
            sex: None,
            parental: None,
        };
        sheet.order = Order::new(&sheet.facts, &sheet.plainly(Field::DischargeReason));
        sheet.sex = sheet.only(Field::Sex);
        sheet.parental = sheet.only(Field::ParentalStatus);
        let birth = Some(&sheet.order.births)
            .filter(|b| b.len() == 1)
            .map(|b| b[0]);
        sheet.ids = Ids::new(&sheet.facts, birth.or(sheet.sex), sheet.agency());
        sheet
    }

    /// The columns whose values alone show that they are a field.
    pub fn plainly(&self, field: Field) -> Vec<usize> {
        (0..self.facts.len())
            .filter(|c| looks::look(self, *c, field).0 == Look::Distinct)
            .collect()
    }

    /// The column named as that of providers, if one is and could be.
    fn agency(&self) -> Option<usize> {
        (0..self.facts.len()).find(|c| {
            self.names[*c].best() == Some(Field::Agency)
                && self.facts[*c].distinct.len() > 1
                && looks::look(self, *c, Field::Agency).0 >= Look::Leaning
        })
    }

    fn only(&self, field: Field) -> Option<usize> {
        match self.plainly(field).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Whether the file's values are written in the program's own code lists.
    pub fn is_coded(&self) -> bool {
        let lists = [
            Field::ParentalStatus,
            Field::DischargeReason,
            Field::Injecting,
            Field::Drug1,
        ];
        lists
            .iter()
            .filter(|f| !self.plainly(**f).is_empty())
            .count()
            >= 2
    }
}

/// Whether some column can only be month first, and none can only be day first.
fn is_month_first(facts: &[Facts]) -> bool {
    let written = |w: Written| {
        facts
            .iter()
            .any(|f| f.dates.as_ref().is_some_and(|d| d.written == w))
    };
    let only_day_first = |f: &Facts| {
        f.dates
            .as_ref()
            .is_some_and(|d| d.written == Written::Plainly)
            && f.share(|v| {
                v.split_once('/')
                    .is_some_and(|(first, _)| first.parse::<u32>().is_ok_and(|n| n > 12))
            }) > 0.05
    };
    written(Written::MonthFirst) && !facts.iter().any(only_day_first)
}
