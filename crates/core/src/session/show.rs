//! Messages as the page draws them: rows with a preview, and all about one.

use std::ops::Range;

use super::log::search::Needle;
use super::log::view::View;
use super::log::{Entry, Kind, Log};
use crate::format::{hex, json};
use crate::wire::{Detail, Row, Window};

/// Bytes of a payload that a row can show; no screen is wider.
const PREVIEW_BYTES: usize = 320;
/// Bytes before a hit that a row shows, when the hit is too far on to show from the start.
const LEAD_BYTES: usize = 40;
/// Bytes of a payload that the detail shows. All of it is there to copy and to save.
const DETAIL_BYTES: usize = 1 << 20;
/// Bytes of a payload that its dump shows: five characters each.
const DUMP_BYTES: usize = 1 << 16;

/// Some rows of a view.
pub(super) fn window(log: &Log, view: &View, range: Range<i64>) -> Window {
    let mut above = view.seq(log, range.start - 1).and_then(|seq| log.get(seq)).map(|entry| entry.at);
    let mut rows = Vec::with_capacity((range.end - range.start).max(0) as usize);
    for entry in range.clone().filter_map(|row| log.get(view.seq(log, row)?)) {
        let (preview, hits) = preview(&entry, view.needle());
        rows.push(Row {
            seq: entry.seq,
            at: entry.at,
            delta_micros: above.map(|above| entry.at.micros_since(above)),
            kind: entry.kind,
            direction: entry.direction,
            preview,
            hits,
            n_bytes: entry.n_bytes,
        });
        above = Some(entry.at);
    }
    Window { generation: view.generation(), first_row: range.start, rows }
}

/// All about one message.
pub(super) fn detail(entry: &Entry<'_>) -> Detail {
    let shown = cut(entry.payload, 0, DETAIL_BYTES);
    let is_whole = shown.len() as u64 == entry.n_bytes;
    let raw = String::from_utf8_lossy(shown).into_owned();
    let (pretty, problem) = match entry.kind == Kind::Text && is_whole && json::looks_like(&raw) {
        true => match json::pretty(&raw) {
            Ok(pretty) => (Some(pretty), None),
            Err(error) => (None, Some(error.to_string())),
        },
        false => (None, None),
    };
    let dumped = &entry.payload[..entry.payload.len().min(DUMP_BYTES)];
    Detail {
        seq: entry.seq,
        at: entry.at,
        kind: entry.kind,
        direction: entry.direction,
        n_bytes: entry.n_bytes,
        raw,
        n_shown: shown.len() as u64,
        hex: hex::dump(dumped),
        n_dumped: dumped.len() as u64,
        n_kept: entry.payload.len() as u64,
        pretty,
        problem,
    }
}

fn preview(entry: &Entry<'_>, needle: Option<&Needle>) -> (String, Vec<(u32, u32)>) {
    if entry.kind == Kind::Binary {
        return (hex::inline(&entry.payload[..entry.payload.len().min(PREVIEW_BYTES / 3)]), Vec::new());
    }
    // What is below the sentence of a system row is for its detail.
    let is_sentence = matches!(entry.kind, Kind::Notice | Kind::Problem | Kind::Divider);
    let first_hit = needle.and_then(|needle| needle.find(entry.payload, 0));
    let start = match first_hit {
        Some(hit) if hit.end > PREVIEW_BYTES / 3 => hit.start.saturating_sub(LEAD_BYTES),
        Some(_) | None => 0,
    };
    let shown = cut(entry.payload, start, PREVIEW_BYTES);
    let mut preview = String::with_capacity(shown.len() + 6);
    if start > 0 {
        preview.push('…');
    }
    let text = String::from_utf8_lossy(shown);
    preview.push_str(match text.split_once('\n') {
        Some((sentence, _)) if is_sentence && start == 0 => sentence,
        _ => &text,
    });
    let mut hits = Vec::new();
    if let Some(needle) = needle {
        let mut from = 0;
        while let Some(hit) = needle.find(preview.as_bytes(), from) {
            from = hit.end;
            hits.push((hit.start as u32, hit.end as u32));
        }
    }
    (preview, hits)
}

/// At most `n_bytes` from `start`, both moved to where a character of UTF-8 begins.
pub(super) fn cut(payload: &[u8], start: usize, n_bytes: usize) -> &[u8] {
    let is_boundary = |at: usize| payload.get(at).is_none_or(|byte| (*byte as i8) >= -0x40);
    let start = (start..payload.len()).find(|&at| is_boundary(at)).unwrap_or(payload.len());
    let end = (start + n_bytes).min(payload.len());
    let end = (start..=end).rev().find(|&at| is_boundary(at)).unwrap_or(start);
    &payload[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Seq;
    use crate::session::log::Direction;
    use crate::time::Time;

    fn entry(kind: Kind, payload: &[u8]) -> Entry<'_> {
        Entry { seq: Seq(0), at: Time(0), kind, direction: Direction::Incoming, payload, n_bytes: payload.len() as u64 }
    }

    #[test]
    fn previews_are_cut_between_characters() {
        let text = "ä".repeat(1000);
        let (preview, _) = preview(&entry(Kind::Text, text.as_bytes()), None);
        assert_eq!(preview, "ä".repeat(PREVIEW_BYTES / 2));
        assert_eq!(cut("aä".as_bytes(), 2, 10), b"");
        assert_eq!(cut("aä".as_bytes(), 0, 2), b"a");
    }

    #[test]
    fn a_hit_far_on_is_brought_into_the_preview() {
        let text = format!("{}lobby{}", "x".repeat(10_000), "y".repeat(1000));
        let (preview, hits) = preview(&entry(Kind::Text, text.as_bytes()), Needle::new("LOBBY").as_ref());
        assert!(preview.starts_with("…xxx"));
        let [(start, end)] = hits[..] else { panic!("one hit, not {hits:?}") };
        assert_eq!(&preview[start as usize..end as usize], "lobby");
    }

    #[test]
    fn details_keep_numbers_as_text() {
        let detail = detail(&entry(Kind::Text, br#"{"id":9007199254740993,"x":1e400}"#));
        assert_eq!(detail.pretty.as_deref(), Some("{\n  \"id\": 9007199254740993,\n  \"x\": 1e400\n}"));
    }

    #[test]
    fn details_say_what_is_wrong_with_json() {
        let detail = detail(&entry(Kind::Text, b"{\"a\":}"));
        assert_eq!(detail.problem.as_deref(), Some("a value expected at line 1, column 6, found '}'"));
        assert_eq!(detail.raw, "{\"a\":}");
    }

    #[test]
    fn a_big_message_is_cut_in_the_detail() {
        let text = "x".repeat(3_000_000);
        let detail = detail(&entry(Kind::Text, text.as_bytes()));
        assert_eq!((detail.n_shown, detail.n_bytes, detail.pretty), (1 << 20, 3_000_000, None));
    }
}
