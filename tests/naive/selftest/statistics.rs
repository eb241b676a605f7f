//! The formulas against figures that others publish.

use super::super::intervals::{cochran_armitage, erfc, newcombe, two_sided_p};

pub fn close(found: f64, expected: f64, relative: f64) {
    let error = (found - expected).abs();
    assert!(
        error <= relative * expected.abs(),
        "{found}, not {expected}"
    );
}

#[test]
fn newcombe_s_own_examples() {
    // Newcombe 1998, table II, method 10, to the four digits printed.
    for (first, second, expected) in [
        ((56, 70), (48, 80), ["0.2000", "0.0524", "0.3339"]),
        ((9, 10), (3, 10), ["0.6000", "0.1705", "0.8090"]),
        ((10, 10), (0, 20), ["1.0000", "0.6791", "1.0000"]),
    ] {
        let (difference, lower, upper) = newcombe(first, second).unwrap();
        let digits = [difference, lower, upper].map(|number| format!("{number:.4}"));
        assert_eq!(digits, expected);
    }
    assert_eq!(newcombe((0, 0), (1, 2)), None);
    assert_eq!(newcombe((1, 2), (0, 0)), None);
}

#[test]
fn trends_of_data_sets_that_others_publish() {
    // Agresti's malformations and R's smokers, with scores in steps of one, and SAS's patients with pain; z and p are as
    // R's prop.trend.test gives them.
    for (years, z, p) in [
        (
            &[(48, 17114), (38, 14502), (5, 793), (1, 127), (1, 38)][..],
            1.3519673631760112,
            0.17638575606995743,
        ),
        (
            &[(83, 86), (90, 93), (129, 136), (70, 82)],
            -2.867912530953073,
            0.004131897477641599,
        ),
        (
            &[(6, 32), (7, 33), (9, 32), (14, 32), (23, 32)],
            4.791812576039571,
            1.652812688756722e-06,
        ),
    ] {
        let found = cochran_armitage(years).unwrap();
        close(found, z, 1e-12);
        close(two_sided_p(found), p, 1e-10);
    }
}

#[test]
fn a_trend_of_two_years_is_the_test_of_two_samples() {
    let pooled: f64 = (56.0 + 48.0) / (70.0 + 80.0);
    let error = (pooled * (1.0 - pooled) * (1.0 / 70.0 + 1.0 / 80.0)).sqrt();
    let found = cochran_armitage(&[(56, 70), (48, 80)]).unwrap();
    close(found, (48.0 / 80.0 - 56.0 / 70.0) / error, 1e-12);
    for none in [
        &[(0, 3), (0, 5)][..],
        &[(3, 3), (5, 5)],
        &[(1, 2), (0, 0), (1, 2)],
    ] {
        assert_eq!(cochran_armitage(none), None);
    }
}

#[test]
fn the_error_function_keeps_its_digits() {
    for (x, expected) in [
        (0.0, 1.0),
        (0.1, 0.8875370839817152),
        (0.5, 0.4795001221869535),
        (1.0, 0.15729920705028513),
        (1.9999, 0.004679802092970608),
        (2.0, 0.004677734981047266),
        (3.0, 2.209049699858544e-05),
        (5.0, 1.537459794428035e-12),
        (10.0, 2.088487583762545e-45),
    ] {
        close(erfc(x), expected, 1e-11);
    }
}
