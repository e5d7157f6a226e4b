//! The query of a URL as rows, in step both ways. The URL's text is the truth: of it only the pair that is edited changes.

use std::ops::Range;

use super::pairs::{Pair, PairEdit};

/// Brings the rows in step with a URL that was edited. Rows that are off, and notes, stay with their neighbours.
pub fn follow_url(params: &mut Vec<Pair>, url: &str) {
    let new: Vec<(String, String)> = segments(url).into_iter().map(decode_pair).collect();
    let old: Vec<usize> = (0..params.len()).filter(|&row| is_in_url(&params[row])).collect();
    let is_same = |old: &usize, new: &(String, String)| (&params[*old].key, &params[*old].value) == (&new.0, &new.1);
    let n_before = old.iter().zip(&new).take_while(|(old, new)| is_same(old, new)).count();
    let after = old[n_before..].iter().rev().zip(new[n_before..].iter().rev());
    let n_after = after.take_while(|(old, new)| is_same(old, new)).count();
    let (changed_old, changed_new) = (&old[n_before..old.len() - n_after], &new[n_before..new.len() - n_after]);
    let n_changed = changed_old.len().min(changed_new.len());
    let removed: Vec<usize> = changed_old[n_changed..].to_vec();
    let insert_at = match n_before + n_changed {
        0 => old.first().copied().unwrap_or(params.len()),
        n => old[n - 1] + 1,
    };
    for (&row, (key, value)) in changed_old.iter().zip(changed_new) {
        params[row].key.clone_from(key);
        params[row].value.clone_from(value);
    }
    for row in removed.into_iter().rev() {
        params.remove(row);
    }
    let added = changed_new[n_changed..].iter().map(|(key, value)| Pair {
        key: key.clone(),
        value: value.clone(),
        ..Pair::default()
    });
    params.splice(insert_at..insert_at, added);
}

/// Edits the rows, and the URL with them.
pub fn edit(params: &mut Vec<Pair>, url: &mut String, edit: PairEdit) {
    let mut known: Vec<String> = segments(url).into_iter().map(str::to_string).collect();
    edit.apply(params);
    let mut query = String::new();
    for pair in params.iter().filter(|pair| is_in_url(pair)) {
        if !query.is_empty() {
            query.push('&');
        }
        // What was not edited stays as it was written.
        let place = known.iter().position(|segment| decode_pair(segment) == (pair.key.clone(), pair.value.clone()));
        match place {
            Some(place) => query.push_str(&known.remove(place)),
            None => encode_pair(pair, &mut query),
        }
    }
    let (path, fragment) = (url[..query_range(url).start].trim_end_matches('?').len(), query_range(url).end);
    let question_mark = if query.is_empty() { "" } else { "?" };
    *url = format!("{}{question_mark}{query}{}", &url[..path], &url[fragment..]);
}

fn is_in_url(pair: &Pair) -> bool {
    pair.enabled && !(pair.key.is_empty() && pair.value.is_empty())
}

/// Where the query is; empty, and where it would be, if there is none.
fn query_range(url: &str) -> Range<usize> {
    let end = url.find('#').unwrap_or(url.len());
    let start = url[..end].find('?').map_or(end, |at| at + 1);
    start..end
}

fn segments(url: &str) -> Vec<&str> {
    url[query_range(url)].split('&').filter(|segment| !segment.is_empty()).collect()
}

fn decode_pair(segment: &str) -> (String, String) {
    let (key, value) = segment.split_once('=').unwrap_or((segment, ""));
    (decode(key), decode(value))
}

/// As a server reads it: `%41` is A, and a plus is a space. What is not UTF-8 then stays as it is written.
fn decode(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        out.push(match byte {
            b'+' => b' ',
            b'%' => match (digit(bytes.get(at)), digit(bytes.get(at + 1))) {
                (Some(high), Some(low)) => {
                    at += 2;
                    (high << 4 | low) as u8
                }
                _ => b'%',
            },
            byte => byte,
        });
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_string())
}

fn encode_pair(pair: &Pair, out: &mut String) {
    encode(&pair.key, "=", out);
    if !pair.value.is_empty() {
        out.push('=');
        encode(&pair.value, "", out);
    }
}

/// Encodes what would be read as something else; the browser does the rest.
fn encode(text: &str, also: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for character in text.chars() {
        if matches!(character, '&' | '#' | '%' | '+' | '\0'..=' ' | '\x7f') || also.contains(character) {
            let byte = character as usize;
            out.extend(['%', char::from(DIGITS[byte >> 4 & 15]), char::from(DIGITS[byte & 15])]);
        } else {
            out.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs::Cell;
    use super::*;
    use proptest::prelude::*;

    /// The rows of some URLs, one after another, as `key=value`, off rows in brackets, notes after a slash.
    fn show(params: &[Pair]) -> String {
        let row = |pair: &Pair| {
            let note = if pair.note.is_empty() { String::new() } else { format!("/{}", pair.note) };
            let text = format!("{}={}{note}", pair.key, pair.value);
            if pair.enabled { text } else { format!("[{text}]") }
        };
        params.iter().map(row).collect::<Vec<_>>().join(" ")
    }

    fn params(url: &str) -> Vec<Pair> {
        let mut params = Vec::new();
        follow_url(&mut params, url);
        params
    }

    #[test]
    fn a_url_gives_rows() {
        assert_eq!(show(&params("ws://x/p?a=1&b&c=%20%C3%BC+1&&d=%zz#f?g=1")), "a=1 b= c= ü 1 d=%zz");
        assert_eq!(show(&params("ws://x#a?b")), "");
        assert_eq!(show(&params("x?t=%ff&u={{token}}")), "t=%ff u={{token}}");
    }

    #[test]
    fn rows_that_are_off_and_notes_stay_where_they_are() {
        let mut rows = params("ws://x?a=1&b=2&c=3");
        rows[1].note = "second".into();
        let mut url = "ws://x?a=1&b=2&c=3".to_string();
        edit(&mut rows, &mut url, PairEdit::Enabled(0, false));
        assert_eq!((show(&rows), &url[..]), ("[a=1] b=2/second c=3".into(), "ws://x?b=2&c=3"));
        follow_url(&mut rows, "ws://x?b=22&c=3&d=4");
        assert_eq!(show(&rows), "[a=1] b=22/second c=3 d=4");
        follow_url(&mut rows, "ws://x?c=3&d=4");
        assert_eq!(show(&rows), "[a=1] c=3 d=4");
        follow_url(&mut rows, "ws://x");
        assert_eq!(show(&rows), "[a=1]");
        follow_url(&mut rows, "ws://x?z=1");
        assert_eq!(show(&rows), "[a=1] z=1");
    }

    #[test]
    fn only_the_pair_that_is_edited_is_rewritten() {
        let mut url = "ws://x/?q=a+b&r=%41#top".to_string();
        let mut rows = params(&url);
        edit(&mut rows, &mut url, PairEdit::Text(1, Cell::Value, "1 & 2+3=100%".into()));
        assert_eq!(url, "ws://x/?q=a+b&r=1%20%26%202%2B3=100%25#top");
        edit(&mut rows, &mut url, PairEdit::Text(2, Cell::Key, "k=v".into()));
        assert_eq!(url, "ws://x/?q=a+b&r=1%20%26%202%2B3=100%25&k%3Dv#top");
        edit(&mut rows, &mut url, PairEdit::Move(2, 0));
        assert_eq!(url, "ws://x/?k%3Dv&q=a+b&r=1%20%26%202%2B3=100%25#top");
        for _ in 0..3 {
            edit(&mut rows, &mut url, PairEdit::Remove(0));
        }
        assert_eq!(url, "ws://x/#top");
    }

    #[test]
    fn a_row_with_neither_key_nor_value_is_not_in_the_url() {
        let (mut rows, mut url) = (Vec::new(), "ws://x".to_string());
        edit(&mut rows, &mut url, PairEdit::Text(0, Cell::Note, "later".into()));
        assert_eq!((show(&rows), &url[..]), ("=/later".into(), "ws://x"));
        follow_url(&mut rows, "ws://x?a=1");
        edit(&mut rows, &mut url, PairEdit::Text(0, Cell::Value, "v".into()));
        assert!(url.starts_with("ws://x?"), "{url}");
    }

    proptest! {
        #[test]
        fn url_and_rows_stay_in_step(
            urls in proptest::collection::vec("(ws://x)?[?&=#%a+ ü]{0,12}", 1..4),
            edits in proptest::collection::vec((0..5usize, 0..6u8, "[a&=#%+ ü{]{0,4}"), 0..12),
        ) {
            let (mut rows, mut url) = (Vec::new(), String::new());
            for new in urls {
                url = new;
                follow_url(&mut rows, &url);
            }
            for (row, kind, text) in edits {
                let change = match kind {
                    0 => PairEdit::Enabled(row, text.len() % 2 == 0),
                    1 => PairEdit::Remove(row),
                    2 => PairEdit::Move(row, text.len()),
                    3 => PairEdit::Text(row, Cell::Key, text),
                    _ => PairEdit::Text(row, Cell::Value, text),
                };
                edit(&mut rows, &mut url, change);
                let in_url: Vec<_> = rows.iter().filter(|pair| is_in_url(pair)).map(|pair| (pair.key.clone(), pair.value.clone())).collect();
                let in_text: Vec<_> = segments(&url).into_iter().map(decode_pair).collect();
                prop_assert_eq!(in_url, in_text, "{}", url);
                let before = rows.clone();
                follow_url(&mut rows, &url);
                prop_assert_eq!(&rows, &before, "nothing changes without an edit");
            }
        }
    }
}
