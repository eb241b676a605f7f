//! The rows of a result file, as a reader has them.

#[derive(Clone, Debug)]
pub struct Row {
    pub age_group: String,
    pub area: String,
    pub provider: String,
    pub population: String,
    pub measure: String,
    pub period: String,
    pub group: String,
    pub sex: String,
    pub breakdown: String,
    pub level: String,
    pub compared_with: String,
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    pub value: String,
    pub lower: String,
    pub upper: String,
    pub statistic: String,
    pub shorthand: String,
    pub assessment: String,
    pub release: String,
}

impl Row {
    pub fn name(&self) -> String {
        let mut name = [
            &self.age_group,
            &self.area,
            &self.provider,
            &self.population,
            &self.measure,
            &self.period,
            &self.group,
            &self.sex,
            &self.breakdown,
            &self.level,
        ]
        .map(String::as_str)
        .join("/");
        if self.is_inferred() {
            name += &format!(" {} {}", self.statistic, self.compared_with);
        }
        name
    }

    /// Whether the program says that it worked the row out from others of the file.
    pub fn is_inferred(&self) -> bool {
        !self.compared_with.is_empty()
            || self.measure.starts_with("substance_")
            || !["proportion", "mean"].contains(&self.statistic.as_str())
    }

    /// The share of everybody who is in everybody: always 100%, and it tells nothing.
    pub fn is_share_of_all(&self) -> bool {
        self.group == "all" && is_share(&self.measure)
    }

    /// A sum over people, who are not themselves what is counted.
    pub fn is_mean(&self) -> bool {
        self.statistic == "mean"
    }

    pub fn is_shown(&self) -> bool {
        !self.value.is_empty()
    }

    /// Without the counts that the test thinks the attacker must not have.
    pub fn hide(&mut self, denominator: bool) {
        self.numerator = None;
        if denominator {
            self.denominator = None;
        }
        for field in [&mut self.value, &mut self.lower, &mut self.upper] {
            field.clear();
        }
    }
}

/// Whether a measure divides a population into family groups, instead of asking something of each group.
pub fn is_share(measure: &str) -> bool {
    matches!(
        measure,
        "in_treatment" | "in_treatment_of_complete" | "starting" | "starting_of_complete"
    )
}

fn fields(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(String::new()),
            _ => all.last_mut().expect("never empty").push(c),
        }
    }
    all
}

pub fn read_rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    let header = fields(lines.next().expect("a header"));
    lines
        .map(|line| {
            let field = fields(line);
            assert_eq!(field.len(), header.len(), "a row of another length: {line}");
            row(&header, &field)
        })
        .collect()
}

fn row(header: &[String], field: &[String]) -> Row {
    let text = |name: &str| {
        let at = header.iter().position(|h| h == name);
        field[at.unwrap_or_else(|| panic!("no column {name}"))].clone()
    };
    let count = |name: &str| {
        let text = text(name);
        (!text.is_empty()).then(|| text.parse().expect("a whole number"))
    };
    Row {
        age_group: text("age_group"),
        area: text("area"),
        provider: text("provider"),
        population: text("population"),
        measure: text("measure"),
        period: text("period"),
        group: text("family_group"),
        sex: text("sex"),
        breakdown: text("breakdown"),
        level: text("level"),
        compared_with: text("compared_with"),
        numerator: count("numerator"),
        denominator: count("denominator"),
        value: text("value"),
        lower: text("lowercl"),
        upper: text("uppercl"),
        statistic: text("statistic"),
        shorthand: text("shorthand"),
        assessment: text("assessment"),
        release: text("release"),
    }
}
