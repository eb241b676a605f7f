//! The protection that is none: hide what is small, and nothing else.

use crate::tables::{Printed, Tables};

/// The tables of an unsuppressed run with counts from 1 to 4 hidden.
pub fn only_small_hidden(tables: &Tables) -> Tables {
    let mut naive = tables.clone();
    for printed in &mut naive.printed {
        if printed.shown.is_some_and(|count| (1..=4).contains(&count)) {
            *printed = Printed {
                shown: None,
                hidden: true,
            };
        }
    }
    naive
}
