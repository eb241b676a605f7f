//! What a run printed: every count by what it counts, wherever and however often it stands.

use crate::cells::{SUBSTANCES, cells_of, meaning};
use crate::runs::column;
use crate::shape::{IN_TREATMENT, STARTING, Shape};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Printed {
    pub shown: Option<i64>,
    /// Some row hides it.
    pub hidden: bool,
}

/// The counts of one age group.
#[derive(Clone)]
pub struct Tables {
    pub age_group: &'static str,
    pub shape: Shape,
    pub printed: Vec<Printed>,
    /// What rows leave of their denominators, as a block and its cells: nobody prints it, anybody can subtract it.
    pub remainders: BTreeSet<(usize, u64)>,
}

/// One row, as far as this attack reads it.
struct Row {
    adults: bool,
    kind: usize,
    measure: String,
    year: String,
    place: String,
    group: String,
    sex: String,
    numerator: Option<i64>,
    denominator: Option<i64>,
}

pub fn read(text: &str) -> [Tables; 2] {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("results have a header").clone();
    let column = |name: &str| column(&header, name);
    let columns: Vec<usize> = COLUMNS.iter().map(|name| column(name)).collect();
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    while reader
        .read_record(&mut record)
        .expect("well-formed results")
    {
        rows.extend(row(&record, &columns));
    }
    let years: BTreeSet<&String> = rows.iter().map(|row| &row.year).collect();
    let mut places = vec!["all".to_string()];
    let mut breakdowns = Vec::new();
    let named = |prefix: &str| -> BTreeSet<&String> {
        rows.iter()
            .map(|row| &row.place)
            .filter(|place| place.starts_with(prefix))
            .collect()
    };
    let mut divide = |levels: Vec<String>| {
        if !levels.is_empty() {
            breakdowns.push(places.len()..places.len() + levels.len());
            places.extend(levels);
        }
    };
    divide(
        SUBSTANCES
            .iter()
            .map(|(name, _)| name.to_string())
            .collect(),
    );
    divide(named("area ").into_iter().cloned().collect());
    divide(named("provider ").into_iter().cloned().collect());
    let shape = Shape {
        years: years.into_iter().cloned().collect(),
        places,
        breakdowns,
    };
    [("adults", true), ("under_18", false)].map(|(age_group, adults)| {
        let rows = rows.iter().filter(|row| row.adults == adults);
        Tables::of(age_group, shape.clone(), rows)
    })
}

const COLUMNS: [&str; 14] = [
    "age_group",
    "area",
    "provider",
    "population",
    "measure",
    "period",
    "family_group",
    "sex",
    "breakdown",
    "level",
    "compared_with",
    "numerator",
    "denominator",
    "value",
];

fn row(record: &csv::StringRecord, columns: &[usize]) -> Option<Row> {
    let at = |column: usize| &record[columns[column]];
    if !at(10).is_empty() {
        return None;
    }
    let measure = at(4);
    let is_substance_share = measure.starts_with("substance_");
    if !is_substance_share {
        meaning(measure, at(6), at(7))?;
    }
    let kind = match at(3) {
        "in_treatment" => IN_TREATMENT,
        "starting" => STARTING,
        _ => return None,
    };
    let place = match (at(1), at(2), at(9)) {
        ("all", "all", level) => level.to_string(),
        (area, "all", "all") => format!("area {area}"),
        ("all", provider, "all") => format!("provider {provider}"),
        _ => panic!("a row of two divisions at once: {record:?}"),
    };
    let whole =
        |text: &str| (!text.is_empty()).then(|| text.parse::<i64>().expect("a whole number"));
    let (mut numerator, denominator) = (whole(at(11)), whole(at(12)));
    if let (None, Some(of), Ok(share)) = (numerator, denominator, at(13).parse::<f64>()) {
        // A share gives its count away.
        numerator = Some((share * of as f64).round() as i64);
    }
    Some(Row {
        adults: at(0) == "adults",
        kind,
        measure: measure.to_string(),
        year: at(5).to_string(),
        place,
        group: at(6).to_string(),
        sex: at(7).to_string(),
        numerator,
        denominator,
    })
}

impl Tables {
    fn of<'a>(
        age_group: &'static str,
        shape: Shape,
        rows: impl Iterator<Item = &'a Row>,
    ) -> Tables {
        let printed = vec![Printed::default(); shape.counts()];
        let mut tables = Tables {
            age_group,
            shape,
            printed,
            remainders: BTreeSet::new(),
        };
        for row in rows {
            tables.take(row);
        }
        tables
    }

    fn take(&mut self, row: &Row) {
        let position = |list: &[String], name: &str| {
            list.iter()
                .position(|one| one == name)
                .expect("listed before")
        };
        let year = position(&self.shape.years, &row.year);
        let block_at = |place: &str| {
            self.shape
                .block(row.kind, year, position(&self.shape.places, place))
        };
        // Shares of substance groups count the people of a level among the people with a drug recorded.
        let (numerator_at, measure, denominator_as) = match row.measure.strip_prefix("substance_") {
            Some(level) => (level, "in_treatment", Some("heroin")),
            None => (row.place.as_str(), row.measure.as_str(), None),
        };
        let (mut numerator, mut denominator) =
            meaning(measure, &row.group, &row.sex).expect("a measure that is read");
        let (numerator_block, denominator_block) = (block_at(numerator_at), block_at(&row.place));
        if let Some(measure) = denominator_as {
            denominator = meaning(measure, &row.group, &row.sex)
                .expect("a measure that is read")
                .1;
            numerator.1 = crate::cells::PEOPLE;
        }
        let numerator_at = Shape::count(numerator_block, numerator.0, numerator.1);
        let denominator_at = Shape::count(denominator_block, denominator.0, denominator.1);
        let is_worked_out = denominator_as.is_some();
        for (count, value) in [
            (numerator_at, row.numerator),
            (denominator_at, row.denominator),
        ] {
            // A row worked out from others is empty if either of them is hidden, so it hides nothing of its own.
            if value.is_some() || !is_worked_out {
                self.print(count, value);
            }
        }
        if !is_worked_out {
            self.leave(numerator_block, numerator, denominator);
        }
    }

    fn print(&mut self, count: usize, value: Option<i64>) {
        let printed = &mut self.printed[count];
        match value {
            None => printed.hidden = true,
            Some(value) => {
                assert!(
                    printed.shown.is_none_or(|before| before == value),
                    "{}: printed as {value} and as {:?}",
                    self.shape.say(count),
                    printed.shown
                );
                printed.shown = Some(value);
            }
        }
    }

    fn leave(&mut self, block: usize, numerator: (usize, usize), denominator: (usize, usize)) {
        use crate::cells::{DRUG_RECORDED, HOUSING_RECORDED, NO_DRUG, NO_HOUSING};
        let mask = match numerator.1 {
            // Counted as people below, and by another question above.
            DRUG_RECORDED => cells_of(numerator.0, NO_DRUG),
            HOUSING_RECORDED => cells_of(numerator.0, NO_HOUSING),
            _ => cells_of(denominator.0, denominator.1) & !cells_of(numerator.0, numerator.1),
        };
        if mask != 0 {
            self.remainders.insert((block, mask));
        }
    }

    pub fn hidden(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.printed.len()).filter(|count| self.printed[*count].hidden)
    }
}
