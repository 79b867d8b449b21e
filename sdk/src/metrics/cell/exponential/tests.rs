use proptest::prelude::*;

use super::*;

const MAX: usize = 160;

fn state(values: &[f64]) -> State {
    let mut state = State::default();
    for value in values {
        state.record(*value, MAX);
    }
    state
}

/// Positive and finite, of every size.
fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![1_u64..f64::INFINITY.to_bits(), (1.0_f64.to_bits()..4.0_f64.to_bits())]
        .prop_map(f64::from_bits)
}

/// Bounds of fine buckets are known as exactly as `exp2` is; wide ones that reach out of the range of floats are
/// infinite or zero.
fn holds(value: f64, index: i32, scale: i32) -> bool {
    let (low, high) = (bound(index, scale), bound(index + 1, scale));
    low * (1.0 - 1e-12) < value && (value <= high * (1.0 + 1e-12))
}

#[test]
fn powers_of_two_close_their_bucket_at_every_scale() {
    for scale in -10..=20 {
        for exponent in [-1_074, -1_022, -512, -1, 0, 1, 2, 3, 512, 1_023] {
            let value = f64::from(exponent).exp2();
            let at = index(value, scale);
            // `base^(at + 1)` is the value where it is a power of the base, and above it otherwise.
            let (below, above) = (f64::from(at), f64::from(at + 1));
            let step = f64::from(scale).exp2();
            assert!(
                below < f64::from(exponent) * step && f64::from(exponent) * step <= above,
                "{exponent} {scale}"
            );
        }
    }
}

#[test]
fn known_values_are_where_the_data_model_has_them() {
    // At scale 0 the buckets are (1, 2], (2, 4], (4, 8].
    assert_eq!([1.0, 1.5, 2.0, 2.1, 4.0, 7.0].map(|value| index(value, 0)), [-1, 0, 0, 1, 1, 2]);
    // At scale -1 they are (1, 4], (4, 16]; at scale 1 (1, 1.41], (1.41, 2].
    assert_eq!([1.0, 1.5, 4.0, 5.0, 16.0, 17.0].map(|value| index(value, -1)), [-1, 0, 0, 1, 1, 2]);
    assert_eq!([1.0, 1.4, 1.5, 2.0, 2.1].map(|value| index(value, 1)), [-1, 0, 1, 1, 2]);
}

#[test]
fn zeros_negative_values_and_totals_are_kept_apart() {
    let state = state(&[0.0, -0.0, 2.0, -2.0, -8.0]);
    assert_eq!(state.zeros, 2);
    assert_eq!(
        (state.positive.counts.iter().sum::<u64>(), state.negative.counts.iter().sum::<u64>()),
        (1, 2)
    );
    assert_eq!(state.total, Total { count: 5, sum: -8.0, range: Some((-8.0, 2.0)) });
}

#[test]
fn one_value_has_the_finest_scale_and_a_wide_range_a_coarse_one() {
    assert_eq!(state(&[3.0]).scale, 20);
    assert_eq!(
        state(&[1.0, 1.0e6]).scale,
        2,
        "20 doublings, at most 160 buckets: 8 for each, and one too many"
    );
    let widest = state(&[f64::from_bits(1), f64::MAX]);
    assert_eq!((widest.scale, widest.positive.counts.len()), (-4, 132));
}

proptest! {
    #[test]
    fn a_value_lies_within_its_bucket(value in positive(), scale in -10..=20_i32) {
        prop_assert!(holds(value, index(value, scale), scale), "{value:e}");
    }

    #[test]
    fn a_lower_scale_is_the_same_as_having_begun_with_it(value in positive(), scale in -9..=20_i32, steps in 1..=19_i32) {
        let lower = (scale - steps).max(-10);
        prop_assert_eq!(index(value, scale) >> (scale - lower), index(value, lower));
    }

    #[test]
    fn reducing_the_scale_keeps_every_value_in_its_bucket(values in prop::collection::vec(positive(), 1..60)) {
        let state = state(&values);
        prop_assert!(state.positive.counts.len() <= MAX);
        prop_assert_eq!(state.positive.counts.iter().sum::<u64>(), values.len() as u64);
        let mut expected = Counts::default();
        for value in &values {
            expected.count(index(*value, state.scale));
        }
        prop_assert_eq!(expected, state.positive);
    }

    #[test]
    fn the_scale_is_as_fine_as_the_values_allow(values in prop::collection::vec(1e-3..1e5_f64, 2..40)) {
        let state = state(&values);
        let at = |value: &f64| index(*value, state.scale + 1);
        let (low, high) = (values.iter().map(at).min().unwrap(), values.iter().map(at).max().unwrap());
        prop_assert!(state.scale == FINEST || high.abs_diff(low) as usize >= MAX);
    }
}
