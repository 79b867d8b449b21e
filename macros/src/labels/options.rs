//! `#[labels(max_combinations = n)]`: what is said of a whole set.

use syn::{Attribute, Error, LitInt, Path, Result, parse::ParseStream};

use crate::{
    metrics::{once, unknown, value},
    traced::{Errors, listed},
};

/// How many combinations of closed sets are allowed where nothing is said.
const DEFAULT: u64 = 1_000;

/// What a user said of the set.
pub(super) struct Options {
    pub(super) max_combinations: u64,
    /// Where the SDK is found.
    pub(super) sdk: Path,
}

/// Reads the attribute, wherever it stands.
pub(super) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Options {
    let mut options = Options { max_combinations: DEFAULT, sdk: syn::parse_quote!(::tracewell) };
    let mut seen = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("labels")) {
        let outcome = attribute.parse_args_with(|input: ParseStream<'_>| {
            listed(input, errors, |input, _| options.read(input, &mut seen));
            Ok(())
        });
        errors.take(outcome);
    }
    options
}

impl Options {
    fn read(&mut self, input: ParseStream<'_>, seen: &mut Vec<String>) -> Result<()> {
        let key = once(input, seen)?;
        match key.to_string().as_str() {
            "max_combinations" => {
                let number: LitInt = value(input, &key)?;
                self.max_combinations = number.base10_parse()?;
                if self.max_combinations == 0 {
                    return Err(Error::new(number.span(), "a set has one combination at least"));
                }
            }
            "crate" => self.sdk = value(input, &key)?,
            _ => return Err(unknown(&key, &["max_combinations", "crate"])),
        }
        Ok(())
    }
}
