//! The agencies of the invented authority. In: draws, what somebody uses, where they were and still
//! are. Out: the agency of an episode.

use super::drugs::Habit;
use super::random::Draws;

/// A place in the list of agencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Agency(pub u8);

pub(super) const AGENCIES: usize = 6;

const COMMUNITY: Agency = Agency(0);
const SECOND: Agency = Agency(1);
const SHARED_CARE: Agency = Agency(2);
const ALCOHOL: Agency = Agency(3);
const YOUNG_PEOPLE: Agency = Agency(4);
const RESIDENTIAL: Agency = Agency(5);

// Shares of first episodes (invented): most at the two community services, a few straight into the
// residential unit.
const OPIATES: &[(Agency, u32)] = &[
    (COMMUNITY, 560),
    (SECOND, 290),
    (SHARED_CARE, 130),
    (RESIDENTIAL, 20),
];
const OTHER: &[(Agency, u32)] = &[
    (COMMUNITY, 520),
    (SECOND, 400),
    (SHARED_CARE, 50),
    (RESIDENTIAL, 30),
];
const DRINKERS: &[(Agency, u32)] = &[
    (ALCOHOL, 780),
    (COMMUNITY, 100),
    (SHARED_CARE, 80),
    (RESIDENTIAL, 40),
];
/// Where people move on to.
const NEXT: &[(Agency, u32)] = &[
    (COMMUNITY, 300),
    (SECOND, 260),
    (SHARED_CARE, 170),
    (RESIDENTIAL, 170),
    (ALCOHOL, 100),
];
const NEXT_YOUNG: &[(Agency, u32)] = &[
    (YOUNG_PEOPLE, 700),
    (SECOND, 150),
    (COMMUNITY, 100),
    (ALCOHOL, 50),
];
/// Under-18s seen by an adult service, per mille.
const YOUNG_ELSEWHERE: u32 = 60;
/// Next episodes, per mille, at the agency just left (where one does not overlap the other).
const SAME_AGAIN: u32 = 250;

impl Agency {
    /// Where a first episode of a journey is.
    pub fn first(draws: &mut Draws, habit: Habit, age: i32) -> Self {
        if age < 18 {
            return if draws.chance(YOUNG_ELSEWHERE) {
                SECOND
            } else {
                YOUNG_PEOPLE
            };
        }
        draws.pick(match habit {
            Habit::Opiates => OPIATES,
            Habit::Alcohol => DRINKERS,
            Habit::Other | Habit::Young => OTHER,
        })
    }

    /// Where the next episode of a journey is; never at one of the `busy` agencies, where another
    /// episode goes on at the time.
    pub fn next(self, draws: &mut Draws, busy: &[Agency], age: i32) -> Self {
        if draws.chance(SAME_AGAIN) && !busy.contains(&self) {
            return self;
        }
        let table = if age < 18 { NEXT_YOUNG } else { NEXT };
        let free = |agency| agency != self && !busy.contains(&agency);
        let free: Vec<_> = table
            .iter()
            .copied()
            .filter(|(agency, _)| free(*agency))
            .collect();
        // Busy everywhere else: never met, since so many episodes do not go on at once.
        if free.is_empty() {
            self
        } else {
            draws.pick(&free)
        }
    }

    pub fn code(self) -> &'static str {
        ["A0001", "A0002", "A0003", "A0004", "A0005", "A0006"][usize::from(self.0)]
    }

    /// Shared care still exports the list of parental statuses that was replaced, as some real
    /// systems do.
    pub fn old_parental_list(self) -> bool {
        self == SHARED_CARE
    }
}
