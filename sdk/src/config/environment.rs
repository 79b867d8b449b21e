//! Variables, and what may be wrong with their values.

use std::{str::FromStr, time::Duration};

use percent_encoding::percent_decode_str;

/// A variable whose value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}={value:?} is not usable; allowed: {allowed}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: String,
    /// Its value; `***` for variables that hold secrets.
    pub value: String,
    /// What would be accepted.
    pub allowed: String,
}

/// Where variables are looked up: the process, or what a test says.
pub(crate) struct Environment<'a> {
    lookup: &'a dyn Fn(&str) -> Option<std::ffi::OsString>,
}

impl<'a> Environment<'a> {
    pub(crate) const fn new(lookup: &'a dyn Fn(&str) -> Option<std::ffi::OsString>) -> Self {
        Self { lookup }
    }

    /// Returns a value without the blanks around it; none where it is unset or empty.
    pub(super) fn text(&self, variable: &str) -> Result<Option<String>, ConfigError> {
        let Some(value) = (self.lookup)(variable) else { return Ok(None) };
        match value.into_string() {
            Ok(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            Err(value) => Err(wrong(variable, &value.to_string_lossy(), "text in UTF-8")),
        }
    }

    /// Returns one of a set of words, which may be written in any case: as it was given, and in lower case.
    pub(super) fn word(&self, variable: &str) -> Result<Option<(String, String)>, ConfigError> {
        Ok(self.text(variable)?.map(|text| (text.to_ascii_lowercase(), text)))
    }

    /// Returns the first variable that is set, with its value.
    pub(super) fn first<'n>(&self, variables: &[&'n str]) -> Result<Option<(&'n str, String)>, ConfigError> {
        for variable in variables {
            if let Some(value) = self.text(variable)? {
                return Ok(Some((variable, value)));
            }
        }
        Ok(None)
    }

    /// Returns `true` or `false`, in any case.
    pub(super) fn flag(&self, variable: &str) -> Result<Option<bool>, ConfigError> {
        self.parsed(variable, "true, false", |text| text.to_ascii_lowercase().parse().ok())
    }

    /// Returns a whole number from `least` on.
    pub(super) fn count(&self, variable: &str, least: usize) -> Result<Option<usize>, ConfigError> {
        let allowed = format!("a whole number from {least} on");
        self.parsed(variable, &allowed, |text| text.parse().ok().filter(|count| *count >= least))
    }

    /// Returns a duration that is given in whole milliseconds.
    pub(super) fn milliseconds(&self, variable: &str) -> Result<Option<Duration>, ConfigError> {
        self.parsed(variable, "whole milliseconds, from 1 on", milliseconds)
    }

    /// Returns how long something may take.
    pub(super) fn timeout(&self, variable: &str) -> Result<Option<Duration>, ConfigError> {
        self.parsed(variable, TIMEOUTS, timeout)
    }

    /// Returns how long to wait between two turns; none at all is as short as timers are.
    pub(super) fn delay(&self, variable: &str) -> Result<Option<Duration>, ConfigError> {
        self.parsed(variable, "whole milliseconds", |text| {
            text.parse().ok().map(|count: u64| Duration::from_millis(count.max(1)))
        })
    }

    pub(super) fn number<T: FromStr>(
        &self,
        variable: &str,
        allowed: &str,
        fits: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, ConfigError> {
        self.parsed(variable, allowed, |text| text.parse().ok().filter(|number| fits(number)))
    }

    fn parsed<T>(
        &self,
        variable: &str,
        allowed: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(text) = self.text(variable)? else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| wrong(variable, &text, allowed))
    }
}

fn milliseconds(text: &str) -> Option<Duration> {
    text.parse().ok().filter(|count| *count > 0).map(Duration::from_millis)
}

/// What a variable that holds a timeout may be.
pub(super) const TIMEOUTS: &str = "whole milliseconds; 0 for no limit";

/// Seven weeks: the specification lets "no limit" be a very long time, and every timer can hold this one.
const NO_LIMIT: Duration = Duration::from_millis(u32::MAX as u64);

/// Reads a timeout; zero is no limit.
pub(super) fn timeout(text: &str) -> Option<Duration> {
    match text.parse().ok()? {
        0 => Some(NO_LIMIT),
        count => Some(Duration::from_millis(count).min(NO_LIMIT)),
    }
}

pub(super) fn wrong(variable: &str, value: &str, allowed: &str) -> ConfigError {
    ConfigError { variable: variable.to_owned(), value: value.to_owned(), allowed: allowed.to_owned() }
}

/// Reads `key=value,key=value`, where both are percent-encoded; none where it is anything else.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').and_then(|(key, value)| Some((decoded(key)?, decoded(value)?))))
        .collect()
}

/// Reads percent-encoded text; a percent sign that begins no code is a mistake, as are codes that are no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let is_code =
        |code: &str| code.get(..2).is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if !text.split('%').skip(1).all(is_code) {
        return None;
    }
    percent_decode_str(text.trim()).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
