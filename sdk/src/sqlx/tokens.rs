//! SQL as words, names and marks, of all the dialects that agree on them; nothing of what stands in literals.

/// A piece of SQL that a summary may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A keyword, or a name without quotes.
    Word(&'a str),
    /// A name in quotes, with them.
    Quoted(&'a str),
    /// A parenthesis, a comma, a dot, a semicolon.
    Mark(u8),
    /// A literal, an operator, a placeholder: anything that names nothing.
    Other,
}

/// Reads a query from its beginning. It ends early where dialects disagree about what is a literal: a summary that is
/// cut short is better than one that holds a value.
pub(super) struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    pub(super) const fn of(sql: &'a str) -> Self {
        Self(sql)
    }

    /// Takes so many bytes off.
    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Takes off what is no part of the query: spaces and comments.
    fn skip(&mut self) -> Option<()> {
        loop {
            self.0 = self.0.trim_start();
            if self.0.starts_with("--") {
                self.0 = self.0.split_once('\n')?.1;
            } else if self.0.starts_with("/*") {
                self.0 = self.0.split_once("*/")?.1;
            } else {
                return Some(());
            }
        }
    }

    /// Takes what stands between two quotes, with them; a doubled one is part of it.
    fn quoted(&mut self, end: char) -> Option<&'a str> {
        let mut from = 1;
        loop {
            let at = from + self.0.get(from..)?.find(end)?;
            let past = at + end.len_utf8();
            if end == ']' || !self.0.get(past..)?.starts_with(end) {
                return self.take(past);
            }
            from = past + end.len_utf8();
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip()?;
        let first = self.0.chars().next()?;
        Some(match first {
            '(' | ')' | ',' | '.' | ';' => Token::Mark(self.take(1)?.as_bytes()[0]),
            '`' => Token::Quoted(self.quoted('`')?),
            '[' => Token::Quoted(self.quoted(']')?),
            // Whether a backslash hides the quote behind it is a matter of dialect.
            '"' | '\'' => match self.quoted(first).filter(|quoted| !quoted.contains('\\'))? {
                name if first == '"' => Token::Quoted(name),
                _ => Token::Other,
            },
            // A quote of PostgreSQL's; `$1` is a placeholder.
            '$' if !self.0[1..].starts_with(|next: char| next.is_ascii_digit()) => return None,
            _ if is_of_name(first) => {
                let word = self.take(self.0.find(|next| !is_of_name(next)).unwrap_or(self.0.len()))?;
                if first.is_ascii_digit() { Token::Other } else { Token::Word(word) }
            }
            _ => {
                self.take(first.len_utf8())?;
                Token::Other
            }
        })
    }
}

fn is_of_name(next: char) -> bool {
    next.is_alphanumeric() || next == '_'
}
