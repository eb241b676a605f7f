//! Which counts a run prints, and where.
//!
//! A *context* is an age group, a population and a year; a *table* is a breakdown; a *place* is one of its levels. At a
//! place of a context, each block has a sheet of counts: rows of family groups by sets of atoms. Beside the breakdowns
//! there are tables that no row prints (`nests`).

use super::blocks::{Block, Detail, MOST_ATOMS, PEOPLE, Set, blocks};
use super::counted::{Counted, counted, rows_of};
use super::nests::{self, Nests};
use crate::cohorts::{AgeGroup, FamilyGroup, Population, State, SubstanceGroup};
use crate::measures::breakdowns::{Asks, Cover, Divides};
use crate::measures::definitions::Measure;
use crate::measures::nested::Nest;
use crate::measures::{GroupRow, Measured, RowKey, SexRow};

pub const GROUPS: usize = FamilyGroup::ALL.len();
/// The rows that are printed, and one of everybody with complete data, who are printed as a denominator.
pub const ROWS: usize = GroupRow::ALL.len() + 1;
pub const ALL: usize = GroupRow::All as usize;
pub const COMPLETE: usize = ROWS - 1;

/// Row -> the family groups in it, as bits.
pub const ROW_GROUPS: [u8; ROWS] = [
    0b1, 0b10, 0b100, 0b1000, 0b1_0000, 0b101, 0b111, 0b1_1111, 0b1111,
];

/// An age group, a population, a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Context {
    pub age: usize,
    pub population: usize,
    pub year: usize,
}

/// What a table is to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Everybody the run is about.
    Whole,
    /// Everybody else.
    Apart,
    /// Its levels add up to the whole.
    Part,
    /// Its levels lie within the whole and may overlap.
    Overlapping,
    /// Its levels add up to the levels of two others: areas, and substance groups.
    Pairs { areas: usize, substances: usize },
    /// Who is left of a level of another when levels of a third that lie within it are taken away: the number of the nest.
    Left { nest: usize },
}

pub struct Table {
    pub role: Role,
    pub first: usize,
    pub levels: usize,
    /// Family groups are not told apart, only whether they are complete.
    pub recording: bool,
}

impl Table {
    pub fn places(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.levels
    }

    /// Whether its levels lie within the whole.
    pub fn is_part_of_the_whole(&self) -> bool {
        matches!(self.role, Role::Part | Role::Overlapping)
    }
}

/// A printed count: a set of a block in a row of family groups, at some place of some context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    pub block: usize,
    pub row: usize,
    pub set: usize,
}

/// What a block prints in a table of a population.
#[derive(Clone, Default)]
pub struct Sheet {
    /// Row -> sets printed, as bits.
    pub printed: [u64; ROWS],
    /// Row -> sets that only measures print which add a detail to another.
    pub details: [u64; ROWS],
    /// For each set that is a denominator: the sets of its numerators.
    pub numerators: Vec<(usize, u64)>,
    /// Sets that are printed as shares of everybody.
    pub shares: u64,
    /// Sets that are printed as answers of everybody in the row.
    pub of_people: u64,
}

pub struct Layout {
    pub blocks: Vec<Block>,
    pub years: usize,
    pub contexts: Vec<Context>,
    pub tables: Vec<Table>,
    pub nests: Nests,
    /// Place -> table.
    pub table_of: Vec<usize>,
    /// Place -> whether it has rows.
    pub has_rows: Vec<bool>,
    /// (population, table, block) -> what is printed; `None` where nothing is.
    sheets: Vec<Option<Sheet>>,
    details: Vec<Detail>,
    slots: Vec<Slots>,
    /// Measure -> the sets of its numerator and its denominator, for each row of sexes.
    of_measure: Vec<[Option<Sets>; 4]>,
}

/// Where less is told apart, an atom or a group stands for several: for each, the one that stands for it.
#[derive(PartialEq, Eq)]
pub struct Slots {
    pub atoms: [u8; MOST_ATOMS],
    pub groups: [u8; GROUPS],
}

impl Slots {
    fn new((at, block): (usize, &Block), detail: Detail, is_recording: bool) -> Slots {
        let mut slots = Slots {
            atoms: [0; MOST_ATOMS],
            groups: [0; GROUPS],
        };
        for (atom, slot) in slots.atoms.iter_mut().take(block.size()).enumerate() {
            *slot = block.slot(atom, detail) as u8;
        }
        for (group, slot) in slots.groups.iter_mut().enumerate() {
            *slot = group_slot(is_recording, at, group) as u8;
        }
        slots
    }
}

/// Those that one stands for, as bits.
pub fn stood_for(slots: &[u8], slot: usize) -> u32 {
    let all = slots.iter().enumerate();
    let of_slot = all.filter(|(_, s)| usize::from(**s) == slot);
    of_slot.fold(0, |all, (at, _)| all | 1 << at)
}

fn group_slot(is_recording: bool, block: usize, group: usize) -> usize {
    match (is_recording, block, group) {
        (false, _, group) => group,
        (true, PEOPLE, group) if group == FamilyGroup::Incomplete as usize => group,
        (true, ..) => 0,
    }
}

/// The sets of a row: block, numerator's set, denominator's set.
#[derive(Clone, Copy)]
struct Sets {
    block: usize,
    numerator: usize,
    denominator: (usize, usize),
}

impl Layout {
    pub fn new(measured: &Measured, nests: &[Nest]) -> Layout {
        let mut tables = tables(measured);
        let nests = Nests::new(nests, &tables, measured.years.len());
        tables.extend(nests.tables(&tables));
        let mut layout = Layout {
            blocks: blocks(),
            years: measured.years.len(),
            contexts: Vec::new(),
            tables,
            nests,
            table_of: Vec::new(),
            has_rows: Vec::new(),
            sheets: Vec::new(),
            details: Vec::new(),
            slots: Vec::new(),
            of_measure: Vec::new(),
        };
        for age in 0..AgeGroup::ALL.len() {
            for population in 0..Population::ALL.len() {
                layout
                    .contexts
                    .extend((0..layout.years).map(|year| Context {
                        age,
                        population,
                        year,
                    }));
            }
        }
        for (at, breakdown) in measured.breakdowns.iter().enumerate() {
            layout.table_of.extend(breakdown.levels.iter().map(|_| at));
            layout
                .has_rows
                .extend(breakdown.levels.iter().map(|level| level.has_rows));
        }
        for nest in &layout.nests.all {
            layout.table_of.push(nest.table);
            layout.has_rows.push(false);
        }
        for (at, measure) in measured.measures.iter().enumerate() {
            let sets = SexRow::ALL.map(|sex| {
                measured.asked[at]
                    .then(|| layout.sets_of(measure, sex))
                    .flatten()
            });
            layout.of_measure.push(sets);
        }
        layout.blocks.iter_mut().for_each(Block::add_differences);
        for population in Population::ALL {
            for breakdown in &measured.breakdowns {
                for block in 0..layout.blocks.len() {
                    let sheet = layout.sheet_of(
                        measured,
                        population,
                        breakdown.asks,
                        breakdown.divides,
                        block,
                    );
                    let detail =
                        detail(&layout.blocks[block], population, breakdown.asks, measured);
                    let is_recording = breakdown.asks == Asks::Completeness;
                    layout.add_sheet(block, sheet, detail, is_recording);
                }
            }
            layout.add_sheets_of_nests(population);
        }
        layout
    }

    fn add_sheet(&mut self, block: usize, sheet: Option<Sheet>, detail: Detail, recording: bool) {
        let of_block = (block, &self.blocks[block]);
        self.slots.push(Slots::new(of_block, detail, recording));
        self.details.push(detail);
        self.sheets.push(sheet);
    }

    /// Of those who are left of a nest as much is told apart as both of its tables tell; none of it is printed.
    fn add_sheets_of_nests(&mut self, population: Population) {
        for nest in 0..self.nests.all.len() {
            let [inner, outer, table] = self.nests.all[nest].tables();
            let recording = self.tables[table].recording;
            for block in 0..self.blocks.len() {
                let at = |table: usize| self.index_of(population as usize, table, block);
                let both = [inner, outer].map(at);
                let is_asked = both.iter().all(|at| self.sheets[*at].is_some());
                let is_full = both.iter().all(|at| self.details[*at] == Detail::Full);
                let detail = match (recording, is_full) {
                    (true, _) => Detail::Recording,
                    (false, true) => Detail::Full,
                    (false, false) => Detail::Partly,
                };
                self.add_sheet(block, is_asked.then(Sheet::default), detail, recording);
            }
        }
    }

    fn sets_of(&mut self, measure: &Measure, sex: SexRow) -> Option<Sets> {
        let Counted {
            numerator,
            denominator,
        } = counted(&self.blocks, measure, sex)?;
        let mut enter = |(block, set): (usize, Set)| (block, self.blocks[block].set(set));
        // A mean's denominator is a set that others have as well.
        let (numerator, denominator) = match measure.is_mean() {
            true => {
                let denominator = enter(denominator);
                (enter(numerator), denominator)
            }
            false => (enter(numerator), enter(denominator)),
        };
        let (block, numerator) = numerator;
        match denominator {
            (PEOPLE, _) if block != PEOPLE => self.blocks[block].of_everybody |= 1 << numerator,
            (asked, set) if asked != PEOPLE => self.blocks[asked].of_everybody |= 1 << set,
            _ => {}
        }
        Some(Sets {
            block,
            numerator,
            denominator,
        })
    }

    fn sheet_of(
        &self,
        measured: &Measured,
        population: Population,
        asks: Asks,
        divides: Divides,
        block: usize,
    ) -> Option<Sheet> {
        let mut sheet = Sheet::default();
        let mut main = [0u64; ROWS];
        for (at, measure) in measured.measures.iter().enumerate() {
            if measure.population != population || !asks.holds(measure) {
                continue;
            }
            for sex in measure.sexes.rows(divides.tells_sexes()) {
                for group in GroupRow::ALL
                    .into_iter()
                    .filter(|g| measure.groups.hold(*g))
                {
                    let Some((numerator, denominator)) = self.counts(measured, at, group, *sex)
                    else {
                        continue;
                    };
                    for count in [numerator, denominator] {
                        if count.block == block {
                            sheet.printed[count.row] |= 1 << count.set;
                            let is_main = count == denominator || !measure.detail;
                            main[count.row] |= u64::from(is_main) << count.set;
                        }
                    }
                    let is_trait = !measure.is_share();
                    if !is_trait && numerator.block == block {
                        sheet.shares |= 1 << numerator.set;
                    }
                    if is_trait
                        && numerator.block == block
                        && denominator.block == PEOPLE
                        && block != PEOPLE
                    {
                        sheet.of_people |= 1 << numerator.set;
                    }
                    let of_block = numerator.block == block && denominator.block == block;
                    if is_trait && of_block && numerator != denominator {
                        sheet.numerators.push((denominator.set, 1 << numerator.set));
                    }
                }
            }
        }
        sheet.numerators.sort_unstable();
        sheet.numerators.dedup();
        for row in 0..ROWS {
            sheet.details[row] = sheet.printed[row] & !main[row];
        }
        sheet.printed.iter().any(|sets| *sets != 0).then_some(sheet)
    }

    /// The counts that a row prints: its numerator and its denominator; `None` if nobody is asked.
    fn counts(
        &self,
        measured: &Measured,
        measure: usize,
        group: GroupRow,
        sex: SexRow,
    ) -> Option<(Count, Count)> {
        let Sets {
            block,
            numerator,
            denominator,
        } = self.of_measure[measure][sex as usize]?;
        let (numerator_row, denominator_row) = rows_of(&measured.measures[measure], group);
        Some((
            Count {
                block,
                row: numerator_row,
                set: numerator,
            },
            Count {
                block: denominator.0,
                row: denominator_row,
                set: denominator.1,
            },
        ))
    }

    /// The counts of a result row.
    pub fn counts_of(&self, measured: &Measured, key: &RowKey) -> Option<(Count, Count)> {
        self.counts(measured, usize::from(key.measure), key.group, key.sex)
    }

    pub fn context(&self, age: usize, population: usize, year: usize) -> usize {
        (age * Population::ALL.len() + population) * self.years + year
    }

    /// The table of everybody the run is about.
    pub fn whole(&self) -> Option<usize> {
        self.tables
            .iter()
            .position(|table| table.role == Role::Whole)
    }

    /// The one place of that table.
    pub fn whole_place(&self) -> Option<usize> {
        self.whole().map(|table| self.tables[table].first)
    }

    pub fn place(&self, breakdown: u16, level: u16) -> usize {
        self.tables[usize::from(breakdown)].first + usize::from(level)
    }

    fn index(&self, context: usize, table: usize, block: usize) -> usize {
        self.index_of(self.contexts[context].population, table, block)
    }

    fn index_of(&self, population: usize, table: usize, block: usize) -> usize {
        (population * self.tables.len() + table) * self.blocks.len() + block
    }

    /// What is printed of a block in a table of a context; nothing of a nest, and `None` where none of its levels lies within
    /// the other then.
    pub fn sheet(&self, context: usize, table: usize, block: usize) -> Option<&Sheet> {
        if let Role::Left { nest } = self.tables[table].role
            && !self.is_nested(context, nest)
        {
            return None;
        }
        self.sheets[self.index(context, table, block)].as_ref()
    }

    /// Whether levels of a nest lie within the other in a context.
    fn is_nested(&self, context: usize, nest: usize) -> bool {
        self.nests.all[nest].is_asked(self.time(context))
    }

    /// The age group and year of a context, as nests count them.
    pub fn time(&self, context: usize) -> usize {
        self.nests.time(&self.contexts[context])
    }

    /// The nest of which a place is who is left.
    pub fn nest_of(&self, place: usize) -> Option<&nests::Nest> {
        match self.tables[self.table_of[place]].role {
            Role::Left { nest } => Some(&self.nests.all[nest]),
            _ => None,
        }
    }

    /// The table of a place; of who is left of a level, which no row prints, the table of those who are taken away.
    pub fn printed_table(&self, place: usize) -> usize {
        let nest = self.nest_of(place);
        nest.map_or(self.table_of[place], |nest| nest.inner)
    }

    /// The table of pairs, and those of its areas and its substance groups.
    pub fn pairs_table(&self) -> Option<(usize, usize, usize)> {
        let mut tables = self.tables.iter().enumerate();
        tables.find_map(|(at, table)| match table.role {
            Role::Pairs { areas, substances } => Some((at, areas, substances)),
            _ => None,
        })
    }

    /// Whether no level of one table says anything of a level of another: else who is left of levels within levels, or the people
    /// of an area and a substance group, change with them.
    pub fn tables_stand_alone(&self) -> bool {
        self.nests.all.is_empty() && self.pairs_table().is_none()
    }

    /// Whether anything is printed in a table of a context.
    pub fn is_asked(&self, context: usize, table: usize) -> bool {
        (0..self.blocks.len()).any(|block| self.sheet(context, table, block).is_some())
    }

    pub fn detail(&self, context: usize, table: usize, block: usize) -> Detail {
        self.details[self.index(context, table, block)]
    }

    /// The atoms and groups that stand for others.
    pub fn slots(&self, context: usize, table: usize, block: usize) -> &Slots {
        &self.slots[self.index(context, table, block)]
    }

    /// The group that stands for another in a table.
    pub fn group_slot(&self, table: usize, block: usize, group: usize) -> usize {
        group_slot(self.tables[table].recording, block, group)
    }
}

fn tables(measured: &Measured) -> Vec<Table> {
    let find = |divides| {
        measured
            .breakdowns
            .iter()
            .position(|b| b.divides == divides)
    };
    let mut first = 0;
    measured
        .breakdowns
        .iter()
        .map(|breakdown| {
            let role = match (breakdown.divides, breakdown.cover) {
                (Divides::Whole, _) => Role::Whole,
                (Divides::Rest, _) => Role::Apart,
                (Divides::AreaAndSubstance, _) => Role::Pairs {
                    areas: find(Divides::Area).expect("pairs come with their areas"),
                    substances: find(Divides::SubstanceGroup)
                        .expect("substance groups are always told"),
                },
                (_, Cover::Overlapping) => Role::Overlapping,
                _ => Role::Part,
            };
            let table = Table {
                role,
                first,
                levels: breakdown.levels.len(),
                recording: breakdown.asks == Asks::Completeness,
            };
            first += table.levels;
            table
        })
        .collect()
}

/// How much of a block is told: all of it if each of its states is asked.
fn detail(block: &Block, population: Population, asks: Asks, measured: &Measured) -> Detail {
    if asks == Asks::Completeness {
        return Detail::Recording;
    }
    let asked: Vec<State> = measured
        .measures
        .iter()
        .filter(|m| m.population == population && asks.holds(m))
        .flat_map(Measure::states)
        .collect();
    match block.states_in_full().all(|state| asked.contains(&state)) {
        true => Detail::Full,
        false => Detail::Partly,
    }
}

/// The level of a substance group, if the place is one, or who is left of one.
pub fn substance_of(layout: &Layout, measured: &Measured, place: usize) -> Option<SubstanceGroup> {
    let table = layout.table_of[place];
    if let Some(nest) = layout.nest_of(place) {
        return substance_of(layout, measured, nest.around);
    }
    let level = place - layout.tables[table].first;
    match measured.breakdowns[table].divides {
        Divides::SubstanceGroup => Some(SubstanceGroup::ALL[level]),
        Divides::AreaAndSubstance => Some(SubstanceGroup::ALL[level % SubstanceGroup::ALL.len()]),
        _ => None,
    }
}
