//! Random charts, awkward ones among them.

use super::*;

/// A small generator (xorshift), so that the charts are the same on every machine.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 20) as usize % end
    }

    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn text(&mut self, most: usize) -> String {
        const LETTERS: [char; 20] = [
            'a', 'e', 'i', 'l', 'm', 'W', 'n', ' ', 'o', ' ', 'r', 's', 't', ' ', '&', '<', '\n',
            'ŵ', '9', ' ',
        ];
        let length = 1 + self.below(most);
        (0..length)
            .map(|_| LETTERS[self.below(LETTERS.len())])
            .collect()
    }

    fn mark(&mut self) -> Mark {
        match self.below(10) {
            0 => Mark::Hidden,
            1 => Mark::NotAvailable,
            kind => {
                let value = match kind {
                    2 => 0.0,
                    3 => 1.0,
                    4..=6 => 0.36 + self.share() * 0.02,
                    _ => self.share(),
                };
                let half = self.share() * 0.1;
                let ends = (self.below(4) > 0)
                    .then_some(((value - half).max(0.0), (value + half).min(1.0)));
                let count =
                    (self.below(2) == 0).then(|| self.next() % 10_u64.pow(1 + (self.0 % 7) as u32));
                let (lower, upper) = (ends.map(|ends| ends.0), ends.map(|ends| ends.1));
                Mark::Shown {
                    value,
                    lower,
                    upper,
                    count,
                    provisional: self.below(5) == 0,
                }
            }
        }
    }

    fn marks(&mut self, length: usize) -> Vec<Mark> {
        (0..length).map(|_| self.mark()).collect()
    }

    fn frame(&mut self) -> Frame {
        Frame {
            id: "random".to_owned(),
            title: self.text(60),
            unit: self.text(90),
            source: self.text(150),
            marking: (self.below(3) == 0).then(|| self.text(90)),
            notes: (0..self.below(3)).map(|_| self.text(120)).collect(),
        }
    }

    pub(super) fn chart(&mut self) -> Chart {
        let frame = self.frame();
        let rows = 1 + self.below(9);
        let series = 1 + self.below(6);
        match self.below(4) {
            0 => Chart::Bars(Bars {
                frame,
                rows: (0..rows).map(|_| (self.text(60), self.mark())).collect(),
            }),
            1 => Chart::GroupedBars(GroupedBars {
                frame,
                series: (0..series).map(|_| self.text(25)).collect(),
                rows: (0..rows)
                    .map(|_| (self.text(60), self.marks(series)))
                    .collect(),
            }),
            2 => Chart::Pairs(Pairs {
                frame,
                series: [self.text(60), self.text(30)],
                rows: (0..rows + self.below(6))
                    .map(|_| (self.text(60), [self.mark(), self.mark()]))
                    .collect(),
            }),
            _ => {
                let years = 1 + self.below(10);
                let series = (0..series)
                    .map(|_| (self.text(60), self.marks(years)))
                    .collect();
                let periods = (0..years)
                    .map(|year| format!("20{:02}-{:02}", year + 8, year + 9))
                    .collect();
                Chart::Lines(Lines {
                    frame,
                    periods,
                    series,
                })
            }
        }
    }
}
