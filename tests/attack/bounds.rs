//! What a reader proves of counts that are rounded, or to be unknown over an interval: the least and the most that each
//! can be.
//!
//! Bounds are narrowed sum by sum, so every one is a proof; that there is another solution within them is not. An attack
//! that finds nothing here is weaker than that on hidden counts, which settles every count.

use crate::network::{network, shown};
use crate::tables::Tables;

#[derive(Default)]
pub struct Found {
    /// Counts above nought that nobody may know: hidden ones, and small ones that are rounded.
    pub asked: usize,
    /// Of these, known more closely than they may be.
    pub narrow: Vec<String>,
}

/// `values` are the true counts, `base` what counts are rounded to, `apart` how far the least and the most must be apart.
pub fn attack(tables: &Tables, values: &[i64], (base, apart): (i64, i64), name: &str) -> Found {
    let shape = &tables.shape;
    let network = network(shape);
    let mut bounds = shown(tables, base);
    bounds
        .narrow(&network, 0..network.equations.len() as u32)
        .expect("the truth lies within the bounds");
    let mut found = Found::default();
    for (count, printed) in tables.printed.iter().enumerate() {
        let value = values[count];
        assert!(
            (bounds.low[count]..=bounds.high[count]).contains(&value),
            "{name}: {}: the rows are misread",
            shape.say(count)
        );
        let is_rounded = printed.shown.is_some() && (1..5).contains(&value);
        if value == 0 || !printed.hidden && !is_rounded {
            continue;
        }
        found.asked += 1;
        if bounds.high[count] - bounds.low[count] < apart {
            found.narrow.push(format!(
                "{name}: {} is {value}, and shown to be {} to {}",
                shape.say(count),
                bounds.low[count],
                bounds.high[count]
            ));
        }
    }
    found
}
