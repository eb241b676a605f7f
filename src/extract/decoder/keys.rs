//! Who, where and with whom: ids, the attributor, the agency, and the levels of breakdowns.

use super::super::MISSING_LEVEL;
use super::super::columns::Place;
use super::super::ids::{Key, key};
use super::super::profile::Field;
use super::super::record::{Attributor, Sex};
use super::super::rows::Values;
use super::super::rules::Rule;
use super::super::values::{initial, is_spreadsheet_error, trim};
use super::{Decoder, LeftOut};
use crate::day::Day;

impl Decoder<'_> {
    #[inline]
    pub(super) fn id(&mut self, fields: &Values<'_>, field: Field) -> Option<Key> {
        if let Some(value) = fields.in_text(self.plan.at(field))
            // Nearly every id packs as it stands; then it is neither padded nor an error.
            && let Some(packed) = Key::pack(value)
            && !self.is_missing(value)
        {
            return Some(packed);
        }
        self.other_id(fields, field)
    }

    #[inline(never)]
    fn other_id(&mut self, fields: &Values<'_>, field: Field) -> Option<Key> {
        let value = self.get(fields, field)?;
        // One error for many people would make one person of them.
        if is_spreadsheet_error(value) {
            return None;
        }
        let packed = Key::pack(value);
        if packed.is_none() && value.contains(&b'"') {
            self.notice(Rule::StrayQuote, field);
        }
        Some(packed.unwrap_or_else(|| key(value, &self.shared.ids, &mut self.caches.ids)))
    }

    #[inline(always)]
    pub(super) fn agency(&mut self, fields: &Values<'_>) -> u32 {
        let name = self.get(fields, Field::Agency).unwrap_or_default();
        self.caches.agencies.number(&self.shared.agencies, name)
    }

    /// The attributor, or with DAT in the key an interned number for attributor and DAT.
    pub(super) fn attributor(
        &mut self,
        fields: &Values<'_>,
        birth: Day,
        sex: Sex,
    ) -> Result<u64, LeftOut> {
        let initial = |field: Field| {
            self.get(fields, field)
                .filter(|value| !is_spreadsheet_error(value))
                .and_then(initial)
                .ok_or_else(|| LeftOut::missing(field))
        };
        let (first, second) = (initial(Field::Finitial)?, initial(Field::Sinitial)?);
        if !birth.is_some() {
            return Err(LeftOut::missing(Field::DateOfBirth));
        }
        let packed = Attributor { first, second }.key(birth, sex);
        if !self.wants.dat_in_key {
            return Ok(packed);
        }
        let dat = self
            .get(fields, Field::Dat)
            .ok_or_else(|| LeftOut::missing(Field::Dat))?;
        let mut name = packed.to_be_bytes().to_vec();
        name.extend_from_slice(dat);
        Ok(key(&name, &self.shared.ids, &mut self.caches.ids).0)
    }

    pub(super) fn levels(&mut self, fields: &Values<'_>) {
        let mut name = std::mem::take(&mut self.name);
        for (at, (parts, separator)) in self.plan.breakdowns.iter().enumerate() {
            name.clear();
            let mut blank = true;
            for (part, place) in parts.iter().enumerate() {
                if part > 0 {
                    name.extend_from_slice(separator.as_bytes());
                }
                let Place::At(column, labels) = place else {
                    continue;
                };
                let raw = trim(&fields[*column]);
                let missing = self.is_missing(raw);
                blank &= missing;
                let label = labels.as_ref().and_then(|l| l.get(raw));
                name.extend_from_slice(match missing {
                    true => MISSING_LEVEL.as_bytes(),
                    false => label.map_or(raw, Vec::as_slice),
                });
            }
            let name = if blank {
                MISSING_LEVEL.as_bytes()
            } else {
                &name
            };
            self.push_level(at, name);
        }
        self.name = name;
    }

    /// The first of UTLA, LA and DAT that is recorded.
    pub(super) fn area(&mut self, fields: &Values<'_>) {
        let recorded = [Field::Utla, Field::La, Field::Dat]
            .into_iter()
            .find_map(|field| self.get(fields, field));
        let name = recorded.unwrap_or(MISSING_LEVEL.as_bytes());
        self.push_level(self.out.levels.len() - 1, name);
    }

    /// Gives the record the level of a name.
    fn push_level(&mut self, at: usize, name: &[u8]) {
        let number = self.caches.levels[at].number(&self.shared.levels[at], name);
        self.out.levels[at].push(number);
    }
}
