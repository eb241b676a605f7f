//! What a chart must satisfy before anything is drawn, so that no value can ever land outside its axis.

use super::{Chart, ChartError, MOST_SERIES, Mark};

/// Wilson limits at 0% and 100% miss the ends by a rounding error; that is not a mistake of the caller.
const ROUNDING: f64 = 1e-9;

pub(super) fn check(chart: &Chart) -> Result<(), ChartError> {
    let id = &chart.frame().id;
    match chart {
        Chart::Bars(bars) => {
            not_empty(id, bars.rows.len())?;
            bars.rows
                .iter()
                .try_for_each(|(name, mark)| in_range(id, name, std::slice::from_ref(mark)))
        }
        Chart::GroupedBars(bars) => {
            not_empty(id, bars.series.len().min(bars.rows.len()))?;
            few_enough(id, bars.series.len())?;
            bars.rows
                .iter()
                .try_for_each(|(name, marks)| row(id, name, marks, bars.series.len()))
        }
        Chart::Lines(lines) => {
            not_empty(id, lines.periods.len().min(lines.series.len()))?;
            few_enough(id, lines.series.len())?;
            lines
                .series
                .iter()
                .try_for_each(|(name, marks)| row(id, name, marks, lines.periods.len()))
        }
        Chart::Pairs(pairs) => {
            not_empty(id, pairs.rows.len())?;
            pairs
                .rows
                .iter()
                .try_for_each(|(name, marks)| in_range(id, name, marks))
        }
    }
}

fn not_empty(chart: &str, size: usize) -> Result<(), ChartError> {
    if size == 0 {
        Err(ChartError::Empty {
            chart: chart.to_owned(),
        })
    } else {
        Ok(())
    }
}

fn few_enough(chart: &str, found: usize) -> Result<(), ChartError> {
    if found > MOST_SERIES {
        Err(ChartError::TooManySeries {
            chart: chart.to_owned(),
            found,
        })
    } else {
        Ok(())
    }
}

fn row(chart: &str, name: &str, marks: &[Mark], expected: usize) -> Result<(), ChartError> {
    if marks.len() != expected {
        let (chart, row) = (chart.to_owned(), name.to_owned());
        return Err(ChartError::Ragged {
            chart,
            row,
            found: marks.len(),
            expected,
        });
    }
    in_range(chart, name, marks)
}

fn in_range(chart: &str, name: &str, marks: &[Mark]) -> Result<(), ChartError> {
    let is_share = |share: f64| (-ROUNDING..=1.0 + ROUNDING).contains(&share);
    let fits = |mark: &Mark| match *mark {
        Mark::Shown {
            value,
            lower,
            upper,
            ..
        } => {
            [Some(value), lower, upper]
                .into_iter()
                .flatten()
                .all(is_share)
                && lower.zip(upper).is_none_or(|(lower, upper)| lower <= upper)
        }
        Mark::Hidden | Mark::NotAvailable => true,
    };
    if marks.iter().all(fits) {
        Ok(())
    } else {
        Err(ChartError::OutOfRange {
            chart: chart.to_owned(),
            row: name.to_owned(),
        })
    }
}
