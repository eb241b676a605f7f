//! The cells that every printed count is a sum of, and the sums among the counts, as anybody can know them who has read
//! what the measures mean. A cell is one family group and one answer to one question: sex, drugs, or housing.

/// Rows of family groups: five cells, then the sums of them.
pub const GROUPS: [&str; 9] = [
    "own_children",
    "parent_apart",
    "others_children",
    "no_children",
    "incomplete",
    "lives_with_child",
    "parent_or_lives_with_child",
    "complete",
    "all",
];
pub const SINGLE_GROUPS: usize = 5;
pub const COMPLETE: usize = 7;
pub const ALL: usize = 8;
/// Which of the five groups a row holds.
pub const GROUP_BITS: [u16; 9] = [1, 2, 4, 8, 16, 0b101, 0b111, 0b1111, 0b11111];
/// whole = part + part.
pub const GROUP_SUMS: [(usize, [usize; 2]); 4] =
    [(5, [0, 2]), (6, [5, 1]), (7, [6, 3]), (8, [7, 4])];

/// The answers: those that are cells, and the sums of them that rows print.
pub const ANSWERS: [&str; 20] = [
    "female",
    "male",
    "sex unknown",
    "sex recorded",
    "people",
    "neither heroin nor crack",
    "heroin only",
    "crack only",
    "heroin and crack",
    "no drug recorded",
    "heroin",
    "crack",
    "heroin or crack",
    "drug recorded",
    "no housing problem",
    "housing problem but not of no fixed abode",
    "no fixed abode",
    "housing not recorded",
    "housing problem",
    "housing recorded",
];
pub const FEMALE: usize = 0;
pub const MALE: usize = 1;
pub const SEX_UNKNOWN: usize = 2;
pub const SEX_RECORDED: usize = 3;
pub const PEOPLE: usize = 4;
pub const NEITHER: usize = 5;
pub const HEROIN_ONLY: usize = 6;
pub const CRACK_ONLY: usize = 7;
pub const BOTH: usize = 8;
pub const NO_DRUG: usize = 9;
pub const HEROIN: usize = 10;
pub const CRACK: usize = 11;
pub const HEROIN_OR_CRACK: usize = 12;
pub const DRUG_RECORDED: usize = 13;
pub const HOUSED: usize = 14;
pub const OTHER_PROBLEM: usize = 15;
pub const NO_FIXED_ABODE: usize = 16;
pub const NO_HOUSING: usize = 17;
pub const HOUSING_PROBLEM: usize = 18;
pub const HOUSING_RECORDED: usize = 19;

/// The twelve answers that are cells, in the order of the bits: three of sex, five of drugs, four of housing.
pub const CELL_ANSWERS: [usize; 12] = [0, 1, 2, 5, 6, 7, 8, 9, 14, 15, 16, 17];
pub const DRUG_BITS: u16 = 0b1111_1000;
pub const HOUSING_BITS: u16 = 0b1111_0000_0000;
/// Which of the twelve an answer holds. Everybody has an answer to each question, so people can be counted by sex.
#[rustfmt::skip]
const ANSWER_BITS: [u16; 20] = [
    0b1, 0b10, 0b100, 0b11, 0b111,
    0b1000, 0b1_0000, 0b10_0000, 0b100_0000, 0b1000_0000, 0b101_0000, 0b110_0000, 0b111_0000, 0b111_1000,
    0b1_0000_0000, 0b10_0000_0000, 0b100_0000_0000, 0b1000_0000_0000, 0b110_0000_0000, 0b111_0000_0000,
];
/// whole = part + part, each way in which it can be read off the rows.
#[rustfmt::skip]
pub const ANSWER_SUMS: [(usize, [usize; 2]); 11] = [
    (SEX_RECORDED, [FEMALE, MALE]),
    (PEOPLE, [SEX_RECORDED, SEX_UNKNOWN]),
    (HEROIN, [HEROIN_ONLY, BOTH]),
    (CRACK, [CRACK_ONLY, BOTH]),
    (HEROIN_OR_CRACK, [HEROIN, CRACK_ONLY]),
    (HEROIN_OR_CRACK, [CRACK, HEROIN_ONLY]),
    (DRUG_RECORDED, [HEROIN_OR_CRACK, NEITHER]),
    (PEOPLE, [DRUG_RECORDED, NO_DRUG]),
    (HOUSING_PROBLEM, [OTHER_PROBLEM, NO_FIXED_ABODE]),
    (HOUSING_RECORDED, [HOUSING_PROBLEM, HOUSED]),
    (PEOPLE, [HOUSING_RECORDED, NO_HOUSING]),
];
/// The cells of one block (one population, year and place) that a count adds up, as a set of bits.
pub fn cells_of(group: usize, answer: usize) -> u64 {
    cells_of_bits(group, ANSWER_BITS[answer])
}

pub fn cells_of_bits(group: usize, answers: u16) -> u64 {
    (0..SINGLE_GROUPS)
        .filter(|single| GROUP_BITS[group] >> single & 1 == 1)
        .map(|single| u64::from(answers) << (12 * single))
        .sum()
}

/// The group and the answer of a cell.
pub fn group_and_answer(bit: usize) -> (usize, usize) {
    (bit / 12, CELL_ANSWERS[bit % 12])
}

/// The substance groups, each with the cells of drugs that nobody of it can be in: a group is a recorded drug, heroin is
/// an opiate, crack is neither an opiate nor alcohol.
pub const SUBSTANCES: [(&str, &[usize]); 5] = [
    ("opiate", &[NO_DRUG]),
    ("non_opiate_and_alcohol", &[NO_DRUG, HEROIN_ONLY, BOTH]),
    ("non_opiate_only", &[NO_DRUG, HEROIN_ONLY, BOTH]),
    ("alcohol_only", &[NO_DRUG, HEROIN_ONLY, CRACK_ONLY, BOTH]),
    ("not_recorded", &[NEITHER, HEROIN_ONLY, CRACK_ONLY, BOTH]),
];

/// What a row counts: group and answer of the numerator, and of the denominator.
pub type Meaning = ((usize, usize), (usize, usize));

/// `None` for measures that this attack leaves alone.
pub fn meaning(measure: &str, group: &str, sex: &str) -> Option<Meaning> {
    let group = GROUPS.iter().position(|name| *name == group)?;
    let of_sex = match sex {
        "F" => FEMALE,
        "M" => MALE,
        "unknown" => SEX_UNKNOWN,
        _ => PEOPLE,
    };
    let trait_of = |numerator, denominator| Some(((group, numerator), (group, denominator)));
    match measure {
        "in_treatment" | "starting" => Some(((group, of_sex), (ALL, of_sex))),
        "in_treatment_of_complete" | "starting_of_complete" => {
            let group = if group == ALL { COMPLETE } else { group };
            Some(((group, of_sex), (COMPLETE, of_sex)))
        }
        "female" => trait_of(FEMALE, SEX_RECORDED),
        "heroin" => trait_of(HEROIN, DRUG_RECORDED),
        "crack" => trait_of(CRACK, DRUG_RECORDED),
        "heroin_or_crack" => trait_of(HEROIN_OR_CRACK, DRUG_RECORDED),
        "housing_problem" => trait_of(HOUSING_PROBLEM, HOUSING_RECORDED),
        "no_fixed_abode" => trait_of(NO_FIXED_ABODE, HOUSING_RECORDED),
        "completeness_sex" => trait_of(SEX_RECORDED, PEOPLE),
        "completeness_drugs" => trait_of(DRUG_RECORDED, PEOPLE),
        "completeness_housing" => trait_of(HOUSING_RECORDED, PEOPLE),
        "completeness_family_group" => Some(((COMPLETE, PEOPLE), (ALL, PEOPLE))),
        _ => None,
    }
}
