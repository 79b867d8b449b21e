//! The one place that asks what day it is; the engine is told.

use crate::suppression::Date;
use std::time::SystemTime;

/// Returns today's date in UTC.
pub(super) fn today() -> Date {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = date((since.as_secs() / 86_400) as u32);
    Date::new(year, month, day).unwrap_or_default()
}

/// Converts days since 1970-01-01 to a date, counting years from March so that the leap day comes last.
fn date(days: u32) -> (u16, u8, u8) {
    const DAYS_TO_1970: u32 = 719_468;
    const DAYS_OF_400_YEARS: u32 = 146_097;
    let days = days + DAYS_TO_1970;
    let (era, day) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year + u32::from(month <= 2);
    (year as u16, month as u8, (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(20_454), (2026, 1, 1));
        assert_eq!(date(20_453), (2025, 12, 31));
    }
}
