//! Messages as the page draws them: rows with a preview, and all about one.

use std::ops::Range;

use super::log::search::Needle;
use super::log::view::View;
use super::log::{Entry, Kind, Log};
use crate::format::{hex, json};
use crate::units;
use crate::wire::{Detail, Event, Row, Window};

/// Bytes of a payload that a row can show; no screen is wider.
const PREVIEW_BYTES: usize = 320;
/// The longest name of an event that a row leaves out of its preview.
const NAME_BYTES: usize = 1024;
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
            event: event(log, &entry),
        });
        above = Some(entry.at);
    }
    Window { generation: view.generation(), first_row: range.start, rows }
}

/// What is known of an event or an ack beside its arguments.
fn event(log: &Log, entry: &Entry<'_>) -> Option<Event> {
    let name = log.names().get(entry.name).unwrap_or_default();
    let is_event = matches!(entry.kind, Kind::Event | Kind::Ack);
    is_event.then(|| Event { name: name.to_string(), ack: entry.extra.and_then(|extra| extra.ack) })
}

/// All about one message; its namespace is needed for what it was on the wire.
pub(super) fn detail(log: &Log, entry: &Entry<'_>, namespace: &str) -> Detail {
    let text = entry.text();
    let is_event = matches!(entry.kind, Kind::Event | Kind::Ack);
    let shown = cut(text, 0, DETAIL_BYTES);
    let is_whole = shown.len() == text.len() && entry.n_bytes == entry.payload.len() as u64;
    let mut raw = String::from_utf8_lossy(shown).into_owned();
    let (pretty, problem) = match (entry.kind == Kind::Text || is_event) && is_whole && json::looks_like(&raw) {
        true => match json::pretty(&if is_event { arguments(entry) } else { raw.clone() }) {
            Ok(pretty) => (Some(pretty), None),
            Err(error) => (None, Some(error.to_string())),
        },
        false => (None, None),
    };
    // Of an event, what no text can show are its attachments.
    let attached = &entry.payload[text.len()..];
    let dumped = if is_event && !attached.is_empty() { attached } else { entry.payload };
    let n_left_out = dumped.len().saturating_sub(DUMP_BYTES);
    let dumped = &dumped[..dumped.len() - n_left_out];
    if is_event {
        raw.insert_str(0, &packet_head(entry, namespace));
    }
    Detail {
        seq: entry.seq,
        at: entry.at,
        kind: entry.kind,
        direction: entry.direction,
        n_bytes: entry.n_bytes,
        raw,
        n_shown: (shown.len() + attached.len()) as u64,
        hex: hex::dump(dumped),
        n_dumped: (entry.payload.len() - n_left_out) as u64,
        n_kept: entry.payload.len() as u64,
        pretty,
        problem,
        event: event(log, entry),
        attachments: entry.attachments().unwrap_or_default().iter().map(|size| u64::from(*size)).collect(),
    }
}

/// What stands before the JSON of a packet in the text form (section 8 of the notes on the protocol): `51-/chat,7`.
fn packet_head(entry: &Entry<'_>, namespace: &str) -> String {
    let n_attachments = entry.attachments().unwrap_or_default().len();
    let digit = match (entry.kind, n_attachments) {
        (Kind::Event, 0) => "2".to_string(),
        (Kind::Event, _) => format!("5{n_attachments}-"),
        (_, 0) => "3".to_string(),
        (_, _) => format!("6{n_attachments}-"),
    };
    let namespace = if namespace == "/" { String::new() } else { format!("{namespace},") };
    let id = entry.extra.and_then(|extra| extra.ack).map(|ack| ack.id.to_string()).unwrap_or_default();
    format!("{digit}{namespace}{id}")
}

/// The arguments of an event or ack as a JSON array: without the event's name.
pub(super) fn arguments(entry: &Entry<'_>) -> String {
    let text = String::from_utf8_lossy(entry.text());
    format!("[{}", &text[name_end(entry.kind, &text)..])
}

/// Where the arguments begin in the JSON of an event or ack: behind the bracket, the name and its comma.
fn name_end(kind: Kind, text: &str) -> usize {
    let mut end = text.find('[').map_or(0, |at| at + 1);
    if kind == Kind::Event
        && let Some(name) = duplex_socketio::args::first(text)
    {
        end = name.as_ptr() as usize - text.as_ptr() as usize + name.len();
        let rest = &text[end..];
        end += rest.len() - rest.trim_start().trim_start_matches(',').trim_start().len();
    }
    end
}

fn preview(entry: &Entry<'_>, needle: Option<&Needle>) -> (String, Vec<(u32, u32)>) {
    if entry.kind == Kind::Binary {
        return (hex::inline(&entry.payload[..entry.payload.len().min(PREVIEW_BYTES / 3)]), Vec::new());
    }
    // What is below the sentence of a system row is for its detail.
    let is_sentence = matches!(entry.kind, Kind::Notice | Kind::Problem | Kind::Divider);
    let is_event = matches!(entry.kind, Kind::Event | Kind::Ack);
    let payload = entry.text();
    let begin = match is_event {
        true => name_end(entry.kind, &String::from_utf8_lossy(cut(payload, 0, NAME_BYTES))),
        false => 0,
    };
    let first_hit = needle.and_then(|needle| needle.find(payload, begin));
    let start = match first_hit {
        Some(hit) if hit.end > begin + PREVIEW_BYTES / 3 => hit.start.saturating_sub(LEAD_BYTES),
        Some(_) | None => begin,
    };
    let shown = cut(payload, start, PREVIEW_BYTES);
    let mut preview = String::with_capacity(shown.len() + 6);
    if start > begin {
        preview.push('…');
    } else if is_event {
        preview.push('[');
    }
    let text = String::from_utf8_lossy(shown);
    preview.push_str(match text.split_once('\n') {
        Some((sentence, _)) if is_sentence && start == 0 => sentence,
        _ => &text,
    });
    if is_event && preview.trim_end_matches([' ', ']']) == "[" && start + shown.len() == payload.len() {
        return ("(no arguments)".to_string(), Vec::new());
    }
    name_bytes(&mut preview, entry);
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

/// Says how large the bytes are where a preview has their placeholders.
fn name_bytes(preview: &mut String, entry: &Entry<'_>) {
    const HEAD: &str = "{\"_placeholder\":true,\"num\":";
    let sizes = entry.attachments().unwrap_or_default();
    let mut from = 0;
    while let Some(start) = preview.get(from..).filter(|_| !sizes.is_empty()).and_then(|rest| rest.find(HEAD)) {
        let (start, number) = (from + start, from + start + HEAD.len());
        let Some(end) = preview[number..].find('}').map(|end| number + end) else { break };
        let size = preview[number..end].parse::<usize>().ok().and_then(|number| sizes.get(number));
        from = end;
        if let Some(size) = size {
            let words = format!("<binary {}>", units::bytes(u64::from(*size)));
            preview.replace_range(start..=end, &words);
            from = start + words.len();
        }
    }
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
    use crate::session::log::names::NameId;
    use crate::session::log::{Direction, New};
    use crate::time::Time;
    use crate::wire::{Ack, AckState};

    fn entry(kind: Kind, payload: &[u8]) -> Entry<'_> {
        Entry {
            seq: Seq(0),
            at: Time(0),
            kind,
            direction: Direction::Incoming,
            payload,
            n_bytes: payload.len() as u64,
            name: NameId::NONE,
            extra: None,
        }
    }

    fn detail(entry: &Entry<'_>) -> Detail {
        super::detail(&Log::default(), entry, "/")
    }

    fn event(payload: &str, attachments: &[&[u8]], ack: Option<u64>) -> (Log, Seq) {
        let mut log = Log::default();
        let name = log.name_id("photo");
        let ack = ack.map(|id| Ack { id, state: AckState::Waiting, other: None });
        let (direction, payload) = (Direction::Incoming, payload.as_bytes());
        let new = New { direction, kind: Kind::Event, payload, name, attachments: attachments.iter().copied(), ack };
        let seq = log.append_new(Time(0), new);
        (log, seq)
    }

    #[test]
    fn events_show_their_arguments_and_the_size_of_their_bytes() {
        let preview_of = |payload: &str, attachments: &[&[u8]]| {
            let (log, seq) = event(payload, attachments, None);
            preview(&log.get(seq).expect("there"), None).0
        };
        assert_eq!(preview_of(r#"["photo"]"#, &[]), "(no arguments)");
        assert_eq!(preview_of(r#"[ "pho\"to" , 9007199254740993 ,{}]"#, &[]), "[9007199254740993 ,{}]");
        let two = r#"["photo",{"a":{"_placeholder":true,"num":1}},{"_placeholder":true,"num":0}]"#;
        assert_eq!(preview_of(two, &[b"abc", &[0; 64_000]]), r#"[{"a":<binary 64.0 kB>},<binary 3 B>]"#);
        assert_eq!(preview_of(two, &[]), two.replacen("\"photo\",", "", 1), "without bytes it is plain data");
    }

    #[test]
    fn details_of_events_have_the_packet_and_its_bytes() {
        let (log, seq) = event(r#"["photo",{"_placeholder":true,"num":0}]"#, &[b"abc"], Some(0));
        let entry = log.get(seq).expect("there");
        let detail = super::detail(&log, &entry, "/chat");
        assert_eq!(detail.raw, r#"51-/chat,0["photo",{"_placeholder":true,"num":0}]"#);
        assert_eq!(detail.pretty.as_deref(), Some("[\n  {\n    \"_placeholder\": true,\n    \"num\": 0\n  }\n]"));
        assert_eq!((detail.attachments, entry.attachment(0), entry.attachment(1)), (vec![3], Some(&b"abc"[..]), None));
        assert!(detail.hex.contains("61 62 63") && detail.n_shown == detail.n_bytes);
        assert_eq!(detail.event.map(|event| event.name), Some("photo".into()));
    }

    #[test]
    fn hits_in_events_are_marked_in_their_arguments() {
        let (log, seq) = event(&format!("[\"photo\",\"{}lobby\"]", "x".repeat(3000)), &[], None);
        let (preview, hits) = preview(&log.get(seq).expect("there"), Needle::new("lobby").as_ref());
        let [(start, end)] = hits[..] else { panic!("one hit, not {hits:?}") };
        assert_eq!((&preview[start as usize..end as usize], preview.starts_with('…')), ("lobby", true));
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
