//! The numbers the national extract is made to meet: how many people start, leave, complete, stay
//! on and are carried over, by year, sex and family group. Data only.
//!
//! In the comments, "published" is a figure of the report on parents in drug treatment of 2012, or
//! one that gives a published per cent; everything else is invented: chosen to lie near it, and so
//! that all published figures can hold at once. Sums over both sexes are what is published where
//! a comment names no sex.
//!
//! Groups stand in the order own children, parent apart, others' children, no children, incomplete.

/// By sex (women, men) and family group.
pub(super) type BySex = [[u32; 5]; 2];

/// People of one year.
pub(super) struct Year {
    /// People who start, each with the latest journey of the year.
    pub starting: BySex,
    /// Of those, the people who also leave in the year, ...
    pub leaving: [u32; 5],
    /// ... those who then have completed, ...
    pub completed: [u32; 5],
    /// ... and those who stay less than 84 days (whenever they leave).
    pub short: [u32; 5],
}

/// Where those go who start in a year and stay beyond it, or were there before: per mille that
/// leave in each later year of the extract, the last one April to June 2012; the rest stay open.
pub(super) struct Exits {
    /// People in treatment on 1 April 2009 who have not left by 1 April 2011: 2011-12, 2012.
    pub long: [u32; 2],
    /// Of those who start in 2009-10 and stay: 2010-11, 2011-12, 2012.
    pub first: [u32; 3],
    /// Of those who start in 2010-11 and stay: 2011-12, 2012.
    pub second: [u32; 2],
    /// Of those who start in 2011-12 and stay: 2012.
    pub third: u32,
    /// Of those in treatment on 1 April 2009 who have left by 1 April 2011, those who left in
    /// 2009-10.
    pub early: u32,
}

/// How many of those in treatment on 1 April 2009 are still there two years later.
pub(super) enum Long {
    /// As many as make the people in treatment in 2011-12 who started before it.
    CarriedInto2011(BySex),
    PerMille(u32),
}

pub(super) struct Targets {
    pub years: [Year; 3],
    /// People in treatment on 1 April 2009.
    pub before: BySex,
    pub long: Long,
    pub exits: Exits,
}

/// Adults whose main drug is not alcohol.
pub(super) const DRUGS: Targets = Targets {
    years: [
        Year {
            // Of 81,000: own 13,770 (published: 17%), apart 15,421 (published; 19%), others 12,150
            // (published: 15%).
            starting: [
                [5_460, 3_800, 2_900, 6_200, 740],
                [8_310, 11_621, 9_250, 30_059, 2_660],
            ],
            leaving: [4_130, 5_090, 4_070, 11_600, 1_120],
            completed: [1_980, 1_580, 1_300, 4_580, 336],
            short: [1_720, 2_780, 2_130, 6_160, 630],
        },
        Year {
            // Of 76,000: own 12,920 (published: 17%).
            starting: [
                [5_080, 4_050, 2_430, 5_370, 670],
                [7_840, 12_670, 7_830, 27_730, 2_330],
            ],
            leaving: [3_940, 5_430, 3_390, 10_530, 975],
            completed: [2_010, 1_820, 1_150, 4_420, 312],
            short: [1_520, 2_930, 1_740, 5_460, 540],
        },
        Year {
            // Of 69,600, 15,600 of them women: own 11,074 (published; 16%, of women 28%, of men
            // 12%), apart 17,640 (published; 25%, of women 24%, of men 26%), others 8,352
            // (published: 12%).
            starting: [
                [4_370, 3_760, 2_000, 4_900, 570],
                [6_704, 13_880, 6_352, 25_100, 1_964],
            ],
            leaving: [3_500, 5_600, 2_700, 9_500, 800],
            // Published: 54%, 36%, 36%.
            completed: [1_890, 2_016, 972, 4_180, 270],
            // Published: 11% of own and 16% of no children do not stay 12 weeks.
            short: [1_218, 2_999, 1_350, 4_800, 430],
        },
    ],
    before: [
        [13_400, 5_000, 4_500, 11_600, 900],
        [18_600, 14_000, 14_000, 41_400, 3_100],
    ],
    // With those starting: own 40,852, apart 39,587, others 25,341 of 197,110 (published).
    long: Long::CarriedInto2011([
        [12_500, 5_900, 4_100, 11_650, 950],
        [17_278, 16_047, 12_889, 43_200, 2_996],
    ]),
    exits: Exits {
        long: [280, 50],
        first: [400, 220, 40],
        second: [440, 70],
        third: 190,
        early: 620,
    },
};

/// Adults whose main drug is alcohol: nothing published counts them.
pub(super) const ALCOHOL: Targets = Targets {
    years: [
        Year {
            starting: [
                [1_800, 1_000, 750, 3_300, 350],
                [1_850, 3_000, 1_250, 6_000, 700],
            ],
            leaving: [1_600, 1_800, 900, 4_100, 470],
            completed: [900, 810, 420, 1_990, 200],
            short: [800, 1_050, 500, 2_300, 270],
        },
        Year {
            starting: [
                [1_900, 1_080, 760, 3_400, 360],
                [1_950, 3_200, 1_250, 6_350, 750],
            ],
            leaving: [1_730, 1_930, 900, 4_300, 500],
            completed: [1_000, 890, 430, 2_130, 220],
            short: [830, 1_100, 500, 2_400, 280],
        },
        Year {
            starting: [
                [1_950, 1_150, 740, 3_500, 360],
                [2_000, 3_400, 1_200, 6_450, 750],
            ],
            leaving: [1_780, 2_050, 870, 4_400, 500],
            completed: [1_060, 960, 420, 2_230, 225],
            short: [840, 1_140, 480, 2_430, 280],
        },
    ],
    before: [[900, 450, 330, 1_500, 130], [900, 1_250, 560, 2_700, 280]],
    long: Long::PerMille(120),
    exits: Exits {
        long: [400, 80],
        first: [760, 160, 20],
        second: [760, 60],
        third: 300,
        early: 800,
    },
};

/// Under-18s, whatever they use. No number of a family group and sex, and none of its parts that a
/// result shows, is from 1 to 4: such a cell would be hidden, and published ones with it.
pub(super) const YOUNG: Targets = Targets {
    years: [
        Year {
            starting: [[90, 75, 1_300, 3_500, 235], [40, 80, 2_300, 7_300, 480]],
            leaving: [58, 70, 1_620, 4_860, 320],
            completed: [36, 40, 1_000, 3_050, 180],
            short: [40, 50, 1_080, 3_240, 225],
        },
        Year {
            starting: [[85, 72, 1_280, 3_490, 243], [38, 78, 2_250, 7_230, 464]],
            leaving: [56, 68, 1_590, 4_820, 318],
            completed: [35, 39, 1_000, 3_080, 182],
            short: [38, 47, 1_050, 3_200, 220],
        },
        Year {
            // Of 15,031, 5,128 of them young women: own 115, apart 145 (published), others 3,457
            // (published: 23%).
            starting: [[80, 70, 1_250, 3_480, 248], [35, 75, 2_207, 7_134, 452]],
            leaving: [52, 65, 1_560, 4_780, 315],
            completed: [33, 38, 990, 3_090, 183],
            short: [35, 45, 1_030, 3_170, 218],
        },
    ],
    before: [[30, 25, 420, 1_150, 80], [14, 26, 760, 2_400, 160]],
    long: Long::PerMille(0),
    exits: Exits {
        long: [1000, 0],
        first: [970, 30, 0],
        second: [965, 25],
        third: 550,
        early: 950,
    },
};

/// Of people in treatment in 2011-12 who live with their own children, those aged 30 and over when
/// the journey started (published: 69% of 40,852).
pub(super) const OWN_AGED_30: u32 = 28_188;
/// Of the same people, those with a number of children, and the sum of the numbers (the sum
/// published with the next: around 104,000).
pub(super) const OWN_NUMBERED: u32 = 40_035;
pub(super) const OWN_CHILDREN: u32 = 68_408;
/// The sum over those who live with others' children, all of whom have a number.
pub(super) const OTHERS_CHILDREN: u32 = 35_592;
/// Pregnant women among adults starting in 2011-12 (published).
pub(super) const PREGNANT: u32 = 914;
/// Pregnant under-18s by year and family group: 72 in 2011-12 (published). In every year and group,
/// so that none is from 1 to 4.
pub(super) const PREGNANT_YOUNG: [[u32; 5]; 3] =
    [[7, 6, 14, 36, 5], [8, 6, 15, 37, 5], [8, 6, 15, 38, 5]];

// Per mille, all invented.

/// Of those starting in a year, those who had left an earlier journey in the same year: one that
/// began before the year, and one that began in it.
pub(super) const AGAIN_FROM_BEFORE: u32 = 25;
pub(super) const AGAIN_IN_YEAR: u32 = 14;
/// Of those who leave within 84 days, those who started so late that they leave in the next year.
pub(super) const SHORT_INTO_NEXT_YEAR: u32 = 110;
/// Starters of April to June 2012, beside those of the last year, and those of them who have left.
pub(super) const AFTERWARDS: u32 = 200;
pub(super) const AFTERWARDS_LEFT: u32 = 240;
/// Those starting from 2010-11 on who return after leaving in an earlier year.
pub(super) const RETURNS: u32 = 250;
/// Of returns, those of people then in another family group, and those with another main drug.
pub(super) const RETURN_IN_OTHER_GROUP: u32 = 100;
pub(super) const RETURN_WITH_OTHER_DRUG: u32 = 40;
/// Under-18s who leave and are seen again as adults.
pub(super) const RETURN_AS_ADULT: u32 = 25;
