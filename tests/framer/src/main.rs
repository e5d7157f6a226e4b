//! The native half of `cargo xtask bench framer`: takes orders line by line and answers with what it measured.
//!
//! `read FOLDER MILLIS` decodes the messages in a folder for about so long and gives nanoseconds a packet and the sums of
//! what was seen; `cost SHAPE BYTES MILLIS` gives nanoseconds a byte for a packet of that shape and size.

#![expect(clippy::print_stdout, reason = "what was measured goes to the script that asked")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, io};

use duplex_framer::{Draft, Framer};
use duplex_socketio::engine::packet::Frame;

fn main() -> Result<(), Box<dyn Error>> {
    for line in io::stdin().lines() {
        let line = line?;
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["read", folder, millis] => {
                let packets = messages(Path::new(folder))?;
                let mut framer = Framer::default();
                let nanos = nanos_per_packet(&mut framer, &packets, millis.parse()?);
                let _ = framer.seen();
                packets.iter().for_each(|frames| take(&mut framer, frames));
                println!("{nanos} {:?}", framer.seen().shared());
            }
            ["cost", shape, n_bytes, millis] => {
                let packets = [draft(shape, n_bytes.parse()?).encode()];
                let n_bytes: usize = packets.iter().flatten().map(Frame::len_bytes).sum();
                let nanos = nanos_per_packet(&mut Framer::default(), &packets, millis.parse()?);
                println!("{}", nanos / n_bytes as f64);
            }
            _ => return Err(format!("{line}: what is that?").into()),
        }
    }
    Ok(())
}

/// Decodes them in turn. The copy that a decoder takes counts, as it does when a message comes in.
fn nanos_per_packet(framer: &mut Framer, packets: &[Vec<Frame>], millis: u64) -> f64 {
    let start = Instant::now();
    let mut n_packets = 0;
    while start.elapsed() < Duration::from_millis(millis) {
        for frames in packets {
            take(framer, frames);
        }
        n_packets += packets.len();
    }
    start.elapsed().as_nanos() as f64 / n_packets as f64
}

fn take(framer: &mut Framer, frames: &[Frame]) {
    for frame in frames {
        black_box(match frame.clone() {
            Frame::Text(text) => framer.take_text(text),
            Frame::Binary(bytes) => framer.take_binary(bytes),
        });
    }
}

/// A folder has a folder for each packet, and that its messages: `0.txt`, `1.bin` and so on.
fn messages(folder: &Path) -> io::Result<Vec<Vec<Frame>>> {
    let sorted = |folder: &Path| -> io::Result<Vec<_>> {
        let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    };
    let message = |path: &Path| match path.extension().is_some_and(|extension| extension == "txt") {
        true => fs::read_to_string(path).map(Frame::Text),
        false => fs::read(path).map(Frame::Binary),
    };
    sorted(folder)?.iter().map(|packet| sorted(packet)?.iter().map(|path| message(path)).collect()).collect()
}

/// A packet of about so many bytes, made so that a path that is not linear would show.
fn draft(shape: &str, n_bytes: usize) -> Draft {
    const RECORD: &str =
        r#"{"id":9007199254740993,"name":"Ana \"A\" Souza","tags":["x","y"],"price":12.25,"ok":true,"note":null}"#;
    let repeated = |text: &str, separator: &str| {
        format!("[{}]", vec![text; (n_bytes / (text.len() + separator.len())).max(1)].join(separator))
    };
    let mut draft =
        Draft { name: Some("a".to_owned()), namespace: "/".to_owned(), id: None, args: vec![], attachments: vec![] };
    match shape {
        "records" => draft.args.push(repeated(RECORD, ",")),
        "numbers" => draft.args.push(repeated("-12.5", ",")),
        "keys" => draft.args.push(format!("{{{}}}", vec!["\"a\":0"; (n_bytes / 6).max(1)].join(","))),
        "string" => draft.args.push(format!("\"{}\"", "x".repeat(n_bytes))),
        "escapes" => draft.args.push(format!("\"{}\"", "\\n".repeat(n_bytes / 2))),
        "nested" => draft.args.push("[".repeat(n_bytes / 2) + &"]".repeat(n_bytes / 2)),
        "objects" => draft.args.push("{\"a\":".repeat(n_bytes / 6) + "0" + &"}".repeat(n_bytes / 6)),
        // Records in a packet with attachments, whose placeholders are looked for.
        "placeholders" => {
            draft.args.push(repeated(RECORD, ","));
            draft.attachments.push(vec![7]);
        }
        _ => draft.attachments.push(vec![7; n_bytes]),
    }
    draft
}
