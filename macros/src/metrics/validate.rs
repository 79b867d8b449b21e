//! What is wrong although every argument reads well: names, units, and what does not go together.

use syn::{Error, LitStr, ext::IdentExt};

use super::{args::Args, instrument::Instrument, names, units};
use crate::traced::Errors;

/// Reports everything that keeps the attribute from being expanded.
pub(super) fn validate(args: &Args, instruments: &[Instrument], errors: &mut Errors) {
    let is_prefix_right = args.prefix.as_ref().is_none_or(|prefix| prefix_is_right(prefix, errors));
    let mut names = Vec::new();
    for instrument in instruments {
        if is_prefix_right {
            name(args, instrument, &mut names, errors);
        }
        unit(instrument, errors);
        type_of(instrument, errors);
        lists(instrument, errors);
        if instrument.help.is_empty() {
            let message = "say in a doc comment what it counts or measures";
            errors.push(Error::new_spanned(&instrument.field, message));
        }
    }
}

fn prefix_is_right(prefix: &LitStr, errors: &mut Errors) -> bool {
    let mistake = names::spelling(&prefix.value());
    let is_right = mistake.is_none();
    errors.take(mistake.map_or(Ok(()), |mistake| Err(Error::new(prefix.span(), mistake))));
    is_right
}

/// Returns what an instrument is called: what is said, or prefix and field.
pub(super) fn full_name(args: &Args, instrument: &Instrument) -> String {
    let field = instrument.field.unraw().to_string();
    match (&instrument.said.name, &args.prefix) {
        (Some(name), _) => name.value(),
        (None, Some(prefix)) => format!("{}.{field}", prefix.value()),
        (None, None) => field,
    }
}

fn name(args: &Args, instrument: &Instrument, seen: &mut Vec<String>, errors: &mut Errors) {
    let name = full_name(args, instrument);
    let span = instrument.said.name.as_ref().map_or(instrument.field.span(), LitStr::span);
    // Prometheus tells no dot from an underscore.
    let alike = name.replace('.', "_");
    if let Some(mistake) = names::mistake(&name, instrument.kind) {
        errors.push(Error::new(span, mistake));
    } else if seen.contains(&alike) {
        errors.push(Error::new(
            span,
            format!("there is another instrument whose name is `{name}` for Prometheus"),
        ));
    }
    seen.push(alike);
}

fn unit(instrument: &Instrument, errors: &mut Errors) {
    let Some(unit) = &instrument.said.unit else {
        if !instrument.is_whole {
            return;
        }
        let message =
            "say the unit: `unit = \"s\"`, `unit = \"By\"`, `unit = \"{order}\"` for what is counted";
        errors.push(Error::new_spanned(&instrument.field, message));
        return;
    };
    if let Some(mistake) = units::mistake(&unit.value()) {
        errors.push(Error::new(unit.span(), mistake));
    }
}

/// The macro has to know the type by its name: an alias would be reported wherever it is used, and a wrong one too.
fn type_of(instrument: &Instrument, errors: &mut Errors) {
    let given = instrument.type_name();
    let fitting = instrument.kind.type_name(instrument.said.observe.is_some());
    // An observed instrument needs no function in its declaration.
    let is_right = given.is_some_and(|given| given == fitting || given == instrument.kind.type_name(true));
    if !is_right && instrument.is_whole {
        let message = format!("`#[{}]` is of the type `{fitting}`", instrument.kind.attribute());
        errors.push(Error::new_spanned(&instrument.ty, message));
    }
}

fn lists(instrument: &Instrument, errors: &mut Errors) {
    let buckets = instrument.said.buckets.as_ref().and_then(|buckets| buckets.mistake(|_| true, ""));
    let is_share = |quantile: f64| (0.0..=1.0).contains(&quantile);
    let quantiles = instrument.said.quantiles.as_ref();
    let quantiles = quantiles.and_then(|quantiles| quantiles.mistake(is_share, "a quantile is 0 to 1"));
    for mistake in buckets.into_iter().chain(quantiles) {
        errors.push(mistake);
    }
}
