//! RFC 3339 timestamps in UTC, with microseconds.
//!
//! A thread keeps the text of the second that it wrote last: most lines need six new digits only.

use std::{
    cell::Cell,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// `2026-11-23T19:35:03`.
type Second = [u8; 19];

/// The last second of the year 9999: the format has four digits for the year.
const LAST: u64 = 253_402_300_799;

const SECONDS_PER_DAY: u64 = 86_400;

thread_local!(static CACHED: Cell<(u64, Second)> = const { Cell::new((0, *b"1970-01-01T00:00:00")) });

/// Writes the time; one that lies outside the years 1970 to 9999 becomes the nearest of these.
///
/// # Cost
/// A few nanoseconds, and some tens when the second is another one than the thread's last.
pub(crate) fn push_timestamp(out: &mut Vec<u8>, time: SystemTime) {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let seconds = since.as_secs().min(LAST);
    out.extend_from_slice(&second(seconds));
    let mut fraction = *b".000000Z";
    put_digits(&mut fraction[1..7], u64::from(since.subsec_micros()));
    out.extend_from_slice(&fraction);
}

fn second(seconds: u64) -> Second {
    let cached = CACHED.get();
    if cached.0 == seconds {
        return cached.1;
    }
    let text = spell(seconds);
    CACHED.set((seconds, text));
    text
}

fn spell(seconds: u64) -> Second {
    let (year, month, day) = civil(seconds / SECONDS_PER_DAY);
    let time = seconds % SECONDS_PER_DAY;
    let mut text = *b"0000-00-00T00:00:00";
    let parts = [(0, 4, year), (5, 7, month), (8, 10, day), (11, 13, time / 3600)];
    for (from, to, number) in parts.into_iter().chain([(14, 16, time / 60 % 60), (17, 19, time % 60)]) {
        put_digits(&mut text[from..to], number);
    }
    text
}

fn put_digits(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Returns the date of a day counted from 1970-01-01, in the Gregorian calendar.
///
/// Years are taken to begin in March, so that the leap day is the last of its year and the months' lengths follow a
/// straight line (153 days in every five months).
const fn civil(days: u64) -> (u64, u64, u64) {
    const DAYS_PER_ERA: u64 = 146_097;
    let days = days + 719_468; // since 0000-03-01
    let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let of_next_year = month >= 10;
    (era * 400 + year_of_era + of_next_year as u64, if of_next_year { month - 9 } else { month + 3 }, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seconds: u64, nanos: u32) -> String {
        let mut out = Vec::new();
        push_timestamp(&mut out, UNIX_EPOCH + Duration::new(seconds, nanos));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn times_are_spelled_in_utc_with_microseconds() {
        assert_eq!(text(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(text(951_782_399, 999_999_999), "2000-02-28T23:59:59.999999Z");
        assert_eq!(text(951_782_400, 1_000), "2000-02-29T00:00:00.000001Z");
        assert_eq!(text(1_795_458_903, 123_456_789), "2026-11-23T18:35:03.123456Z");
        assert_eq!(text(4_107_542_400, 0), "2100-03-01T00:00:00.000000Z");
    }

    #[test]
    fn times_out_of_range_become_the_nearest() {
        let mut out = Vec::new();
        push_timestamp(&mut out, UNIX_EPOCH - Duration::from_secs(1));
        assert_eq!(out, b"1970-01-01T00:00:00.000000Z");
        assert_eq!(text(LAST + 1, 0), "9999-12-31T23:59:59.000000Z");
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..200_000 {
            assert_eq!(civil(days), (year, month, day));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length =
                [31, 28 + u64::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
            (day, month) = if day == length { (1, month + 1) } else { (day + 1, month) };
            (month, year) = if month == 13 { (1, year + 1) } else { (month, year) };
        }
    }
}
