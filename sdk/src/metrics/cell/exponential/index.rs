//! From a value to its bucket, and from a bucket to its bound.

/// Bits of a float behind the point.
const FRACTION: u32 = 52;
const FRACTION_MASK: u64 = (1 << FRACTION) - 1;

/// Returns the index of the bucket of a positive, finite value.
///
/// The exponent of the float gives all of it at scales up to 0, and most of it above; what is left is the logarithm of a
/// number from 1 to 2. Powers of two, which are bounds at every scale, are placed exactly.
pub(super) fn index(value: f64, scale: i32) -> i32 {
    let (exponent, fraction) = parts(value);
    // A bound belongs to the bucket below it.
    let is_bound = fraction == 0;
    if scale <= 0 {
        return (exponent - i32::from(is_bound)) >> -scale;
    }
    if is_bound {
        return (exponent << scale) - 1;
    }
    let significand = f64::from_bits(fraction | 1.0_f64.to_bits());
    let steps = 1 << scale;
    let within = (significand.log2() * f64::from(steps)).ceil() as i32 - 1;
    (exponent << scale) + within.clamp(0, steps - 1)
}

/// Returns exponent and fraction, of subnormal values too.
fn parts(value: f64) -> (i32, u64) {
    let is_subnormal = value < f64::MIN_POSITIVE;
    let bits = if is_subnormal { value * 2_f64.powi(FRACTION as i32) } else { value }.to_bits();
    let exponent = (bits >> FRACTION) as i32 - 1_023;
    (exponent - if is_subnormal { FRACTION as i32 } else { 0 }, bits & FRACTION_MASK)
}

/// Returns `base^index`: the bound below the bucket `index`, which does not belong to it.
pub(crate) fn bound(index: i32, scale: i32) -> f64 {
    (f64::from(index) * f64::from(-scale).exp2()).exp2()
}
