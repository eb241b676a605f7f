//! Where dirt is done: the headers, and the codes to put below them, in each of the two forms. Data
//! only.

use super::dates::{WriteDate, british, compact, iso};

/// The headers that damage is done to, in one of the two forms.
pub(super) struct Targets {
    /// Coded columns with a code that no list has.
    pub codes: &'static [(&'static str, &'static str)],
    /// Columns of codes that are numbers.
    pub numbers: &'static [&'static str],
    /// Coded columns with a valid code to put in place of another.
    pub facts: &'static [(&'static str, [&'static str; 2])],
    pub dates: &'static [&'static str],
    pub starts: &'static [&'static str],
    pub required: &'static [&'static str],
    /// Agency, client and consent: all that is left where consent was refused.
    pub without_consent: [&'static str; 3],
    pub birth: &'static str,
    pub end: &'static str,
    pub reason: &'static str,
    pub children: &'static str,
    pub write_date: WriteDate,
    /// 31 February, in the format of the form.
    pub no_such_day: &'static str,
}

pub(super) const CDS: Targets = Targets {
    codes: &[
        ("PRNTSTAT", "501"),
        ("RFLS", "99"),
        ("ACCMNEED", "9"),
        ("INJSTAT", "X"),
        ("DRUG1", "10001"),
        ("EHCSC", "77"),
    ],
    numbers: &["PRNTSTAT", "RFLS", "ACCMNEED", "DRUG1", "CHILDWTH"],
    facts: &[
        ("PRNTSTAT", ["14", "11"]),
        ("CHILDWTH", ["0", "2"]),
        ("ACCMNEED", ["3", "2"]),
        ("RFLS", ["4", "3"]),
        ("INJSTAT", ["N", "P"]),
    ],
    dates: &["TRIAGED", "DOB", "DISD", "MODST", "REFLD"],
    starts: &["TRIAGED", "MODST"],
    required: &["FINITIAL", "SINITIAL", "DOB", "SEX", "CLIENTID", "EPISODID"],
    without_consent: ["AGNCY", "CLIENTID", "CONSENT"],
    birth: "DOB",
    end: "DISD",
    reason: "DISRSN",
    children: "CHILDWTH",
    write_date: british,
    no_such_day: "31/02/2011",
};

/// Nothing here that a published figure is made of is changed, where the row still counts.
pub(super) const NATIONAL: Targets = Targets {
    codes: &[
        ("RFLS", "99"),
        ("ACCMNEED", "9"),
        ("INJSTAT", "X"),
        ("DRUG3", "10001"),
        ("EHCSC", "77"),
    ],
    numbers: &["PRNTSTAT", "RFLS", "ACCMNEED", "DRUG1", "CHILDWTH"],
    facts: &[
        ("ACCMNEED", ["3", "2"]),
        ("RFLS", ["4", "3"]),
        ("INJSTAT", ["N", "P"]),
    ],
    dates: &["TRIAGED", "DOB", "DISD", "MODST"],
    starts: &["TRIAGED", "MODST"],
    required: &["FINITIAL", "SINITIAL", "DOB", "SEX", "CLIENTID", "EPISODID"],
    without_consent: ["AGNCY", "CLIENTID", "CONSENT"],
    birth: "DOB",
    end: "DISD",
    reason: "DISRSN",
    children: "CHILDWTH",
    write_date: compact,
    no_such_day: "20110231",
};

pub(super) const PLAIN: Targets = Targets {
    codes: &[
        ("parental_status", "501"),
        ("referral_source", "99"),
        ("accommodation", "9"),
        ("injecting", "X"),
        ("drug_1", "10001"),
        ("childrens_services", "77"),
    ],
    numbers: &[
        "parental_status",
        "referral_source",
        "accommodation",
        "drug_1",
        "children_living_with",
    ],
    // One row an episode: there is nothing to disagree with.
    facts: &[],
    dates: &[
        "triage_date",
        "date_of_birth",
        "discharge_date",
        "modality_start",
        "referral_date",
    ],
    starts: &["triage_date", "modality_start"],
    required: &[
        "client_id",
        "episode_id",
        "date_of_birth",
        "sex",
        "triage_date",
    ],
    without_consent: ["agency", "client_id", "consent"],
    birth: "date_of_birth",
    end: "discharge_date",
    reason: "discharge_reason",
    children: "children_living_with",
    write_date: iso,
    no_such_day: "2011-02-31",
};
