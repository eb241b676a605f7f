//! Where named rows and the items within them stand, from the top of the plot downwards.

use super::page::Foot;
use super::rows::Row;
use super::style::LINE;

/// How close rows and their items may come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spacing {
    /// Least white between two rows.
    pub(super) row_gap: f64,
    /// From one item to the next with labels of one line, at least.
    pub(super) least_slot: f64,
    /// The same at most, so that the items of a row stay together where few rows share a page.
    pub(super) most_slot: f64,
}

/// Where rows and their items stand, from the top of the plot downwards.
pub(super) struct Grid {
    top: f64,
    /// From one row to the next.
    pitch: f64,
    /// From one item of a row to the next.
    slot: f64,
    rows: usize,
    items: usize,
    row_gap: f64,
}

impl Grid {
    /// As high as the page asks for, and at least so that all text fits.
    pub(super) fn fit(rows: &[Row], top: f64, foot: &Foot, spacing: Spacing) -> Self {
        let items = rows.iter().map(|row| row.items.len()).max().unwrap_or(1);
        let label_lines = rows
            .iter()
            .flat_map(|row| &row.items)
            .map(|item| item.label.len())
            .max()
            .unwrap_or(1);
        let name_lines = rows.iter().map(|row| row.name.len()).max().unwrap_or(1);
        let least_slot = (label_lines as f64 - 1.0) * LINE + spacing.least_slot;
        let content = (name_lines as f64 * LINE).max(items as f64 * least_slot);
        let count = rows.len() as f64;
        let pitch = foot.plot_height(top, (content + spacing.row_gap) * count) / count;
        let slot = ((pitch - spacing.row_gap) / items as f64)
            .min(spacing.most_slot)
            .max(least_slot);
        Self {
            top,
            pitch,
            slot,
            rows: rows.len(),
            items,
            row_gap: spacing.row_gap,
        }
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.pitch * self.rows as f64
    }

    pub(super) fn row_middle(&self, row: usize) -> f64 {
        self.top + (row as f64 + 0.5) * self.pitch
    }

    pub(super) fn item_middle(&self, row: usize, item: usize) -> f64 {
        self.row_middle(row) + (item as f64 - (self.items as f64 - 1.0) / 2.0) * self.slot
    }

    pub(super) fn thickness(&self) -> f64 {
        (self.slot - 4.0).min((self.pitch - self.row_gap) * 0.8)
    }
}
