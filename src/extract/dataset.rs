//! Which NDTMS core data sets have the columns of a header. Data sets differ by the columns that came with them.

use super::columns::fold;

/// Data sets that cannot be told apart by their columns.
#[derive(PartialEq, Eq, Debug)]
pub struct DataSet {
    /// As users know them.
    pub letters: &'static str,
    pub since: &'static str,
    /// How the dates are known.
    pub source: &'static str,
    /// Any of these columns tells the data set; it is none that came before.
    columns: &'static [&'static str],
}

/// From the newest to the oldest. Columns were read in exporters of data sets H and K, the later ones in published
/// guidance; that F, G and H cover 2009-10 to 2011-12 is inferred.
pub const DATA_SETS: &[DataSet] = &[
    DataSet {
        letters: "P or later",
        since: "April 2020",
        source: "published",
        columns: &["UTLA", "EHCSC2", "EHCSC3"],
    },
    DataSet {
        letters: "N or O",
        since: "April 2017 (N), 2018 (O)",
        source: "published",
        columns: &[
            "CIRDT",
            "CIRPREGNANT",
            "CIRPRTST",
            "CIRCLDWT",
            "CIREHCSC",
            "EHCSC",
        ],
    },
    DataSet {
        letters: "K to M",
        since: "2014-15 (K), October 2015 (M)",
        source: "published",
        columns: &["SUBMODDT", "PSYFSNI", "RECFMSP", "RECPRNT"],
    },
    DataSet {
        letters: "F to J",
        since: "2009-10 (F, inferred), April 2011 (H), J recalled",
        source: "published in part",
        columns: &["PRNTSTAT", "CHILDWTH"],
    },
];

impl DataSet {
    /// The newest data set that a header has a column of; `None` for a header that is no core data set's.
    pub fn of(header: &[String]) -> Option<&'static DataSet> {
        let names: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let has = |column: &str| names.contains(&fold(column));
        if !has("EPISODID") || !has("TRIAGED") {
            return None;
        }
        DATA_SETS
            .iter()
            .find(|set| set.columns.iter().any(|column| has(column)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_set_is_told_by_its_newest_column() {
        for (columns, letters) in [
            ("PRNTSTAT,CHILDWTH", Some("F to J")),
            ("CHILDWTH,recprnt", Some("K to M")),
            ("CHILDWTH,RECPRNT, ehcsc ", Some("N or O")),
            ("CHILDWTH,EHCSC,UTLA", Some("P or later")),
            ("SEX", None),
        ] {
            let header: Vec<String> = format!("EPISODID,TRIAGED,{columns}")
                .split(',')
                .map(str::to_owned)
                .collect();
            assert_eq!(
                DataSet::of(&header).map(|d| d.letters),
                letters,
                "{columns}"
            );
            assert_eq!(DataSet::of(&header[2..]), None, "without the core columns");
        }
    }
}
