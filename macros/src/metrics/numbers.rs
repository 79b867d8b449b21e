//! Lists of numbers: bounds of buckets, quantiles.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Error, Expr, ExprLit, ExprPath, ExprUnary, Lit, Result, UnOp, parse::ParseStream};

use super::args::value;

/// What was given: literals, which are checked here, or a constant, which the compiler has to look at.
pub(super) enum Numbers {
    Listed(Vec<(f64, Expr)>),
    Constant(ExprPath),
}

/// Reads `= [1, 2.5]` or `= CONSTANT`.
pub(super) fn read(input: ParseStream<'_>, key: &Ident) -> Result<Numbers> {
    match value(input, key)? {
        Expr::Array(list) if list.elems.is_empty() => {
            Err(Error::new_spanned(list, format!("`{key}` needs one number at least")))
        }
        Expr::Array(list) => {
            let numbers = list.elems.into_iter().map(|number| Ok((literal(&number)?, number)));
            Ok(Numbers::Listed(numbers.collect::<Result<_>>()?))
        }
        Expr::Path(constant) => Ok(Numbers::Constant(constant)),
        other => Err(Error::new_spanned(other, format!("write the numbers: `{key} = [0.5, 1.0]`"))),
    }
}

fn literal(number: &Expr) -> Result<f64> {
    let wrong = || Error::new_spanned(number, "write a number");
    let parsed = match number {
        Expr::Lit(ExprLit { lit: Lit::Float(float), .. }) => float.base10_parse::<f64>(),
        Expr::Lit(ExprLit { lit: Lit::Int(integer), .. }) => {
            integer.base10_digits().parse().map_err(|_| wrong())
        }
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal(expr).map(|number| -number),
        _ => return Err(wrong()),
    };
    parsed.ok().filter(|number| number.is_finite()).ok_or_else(wrong)
}

impl Numbers {
    /// Returns the error of numbers that do not ascend, or lie outside of what they may be.
    pub(super) fn mistake(&self, may_be: impl Fn(f64) -> bool, outside: &str) -> Option<Error> {
        let Self::Listed(numbers) = self else { return None };
        if let Some((_, token)) = numbers.iter().find(|(number, _)| !may_be(*number)) {
            return Some(Error::new_spanned(token, outside));
        }
        let falls = numbers.windows(2).find(|pair| pair[0].0 >= pair[1].0)?;
        Some(Error::new_spanned(&falls[1].1, "numbers ascend: this one is not above the one before"))
    }

    /// Returns a `&'static [f64]`.
    pub(super) fn expanded(&self) -> TokenStream {
        match self {
            Self::Listed(numbers) => {
                let numbers = numbers.iter().map(|(number, _)| number);
                quote!(&[#(#numbers),*])
            }
            Self::Constant(constant) => quote!(#constant),
        }
    }
}
