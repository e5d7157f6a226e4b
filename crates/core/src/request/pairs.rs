//! Rows of a key and a value that can be switched off: parameters, headers, subprotocols, names of close codes.

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Whether it is used.
    pub enabled: bool,
    /// What it is called.
    pub key: String,
    /// What it is.
    pub value: String,
    /// For people only.
    pub note: String,
}

impl Default for Pair {
    fn default() -> Pair {
        Pair { enabled: true, key: String::new(), value: String::new(), note: String::new() }
    }
}

/// Which text of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// [`Pair::key`].
    Key,
    /// [`Pair::value`].
    Value,
    /// [`Pair::note`].
    Note,
}

/// A change of some rows. A row that is not there yet is added behind the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairEdit {
    /// This row is used, or not.
    Enabled(usize, bool),
    /// A text is this now.
    Text(usize, Cell, String),
    /// This row goes.
    Remove(usize),
    /// The first row goes where the second one is.
    Move(usize, usize),
}

impl PairEdit {
    /// Carries the change out.
    pub fn apply(self, pairs: &mut Vec<Pair>) {
        match self {
            PairEdit::Enabled(row, enabled) => {
                if let Some(pair) = pairs.get_mut(row) {
                    pair.enabled = enabled;
                }
            }
            PairEdit::Text(row, cell, text) => {
                if row >= pairs.len() {
                    pairs.push(Pair::default());
                }
                let place = row.min(pairs.len() - 1);
                let pair = &mut pairs[place];
                match cell {
                    Cell::Key => pair.key = text,
                    Cell::Value => pair.value = text,
                    Cell::Note => pair.note = text,
                }
            }
            PairEdit::Remove(row) if row < pairs.len() => {
                pairs.remove(row);
            }
            PairEdit::Move(from, to) if from < pairs.len() && to < pairs.len() => {
                let pair = pairs.remove(from);
                pairs.insert(to, pair);
            }
            PairEdit::Remove(_) | PairEdit::Move(..) => {}
        }
    }
}

/// Whether a text is an HTTP token: what a subprotocol and the name of a header must be (RFC 9110, section 5.6.2).
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_added_changed_moved_and_removed() {
        let mut pairs = Vec::new();
        PairEdit::Text(0, Cell::Key, "a".into()).apply(&mut pairs);
        PairEdit::Text(7, Cell::Key, "b".into()).apply(&mut pairs);
        PairEdit::Text(1, Cell::Value, "2".into()).apply(&mut pairs);
        PairEdit::Enabled(0, false).apply(&mut pairs);
        PairEdit::Move(0, 1).apply(&mut pairs);
        let shown: Vec<_> = pairs.iter().map(|pair| (pair.enabled, &pair.key[..], &pair.value[..])).collect();
        assert_eq!(shown, [(true, "b", "2"), (false, "a", "")]);
        PairEdit::Remove(0).apply(&mut pairs);
        for nothing in [PairEdit::Remove(5), PairEdit::Move(0, 5), PairEdit::Enabled(5, true)] {
            nothing.apply(&mut pairs);
        }
        assert_eq!(pairs.len(), 1);
    }

    #[test]
    fn tokens_are_told_from_other_texts() {
        assert!(["graphql-ws", "v12.stomp", "eyJhbGciOi_J9.e30"].into_iter().all(is_token));
        assert!(!["", "a b", "a/b", "a,b", "ü", "a="].into_iter().any(is_token));
    }
}
