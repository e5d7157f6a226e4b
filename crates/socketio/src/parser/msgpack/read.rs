//! From MessagePack to JSON text, without recursion: time and memory are linear in the bytes that are there.

use crate::args::push_placeholder;
use crate::error::PacketError;
use crate::json::{self, Span};
use crate::packet::{Hole, HoleValue};
use crate::parser::msgpack::Members;

/// What was read.
pub(super) struct Read {
    /// The packet as JSON.
    pub(super) text: String,
    pub(super) members: Members,
    /// Places in `text`.
    pub(super) holes: Vec<Hole>,
    /// The attachments' places in the bytes.
    pub(super) spans: Vec<Span>,
}

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    out: Read,
    open: Vec<Open>,
    /// The key before the value that comes, if that is a member of the packet itself.
    key: Span,
    /// Where the packet's member that is being read begins in the text.
    member_start: usize,
    /// The same in the bytes.
    member_at: usize,
}

/// A container that is being read.
struct Open {
    is_map: bool,
    /// Elements still to come; of a map, pairs.
    n_left: u32,
    is_first: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn read(bytes: &'a [u8], start: usize) -> Result<Read, PacketError> {
        let out = Read {
            text: String::with_capacity(bytes.len() + bytes.len() / 4),
            members: Members::default(),
            holes: vec![],
            spans: vec![],
        };
        let mut reader =
            Reader { bytes, at: start, out, open: vec![], key: Span::default(), member_start: 0, member_at: 0 };
        reader.value()?;
        // Invariant: after a value the innermost container tells what follows.
        while let Some(open) = reader.open.last_mut() {
            let (is_map, is_first) = (open.is_map, open.is_first);
            open.is_first = false;
            match open.n_left.checked_sub(1) {
                None => {
                    reader.open.pop();
                    reader.out.text.push(if is_map { '}' } else { ']' });
                    reader.ended();
                }
                Some(n_left) => {
                    open.n_left = n_left;
                    if !is_first {
                        reader.out.text.push(',');
                    }
                    if is_map {
                        reader.key()?;
                    }
                    if reader.open.len() == 1 {
                        (reader.member_start, reader.member_at) = (reader.out.text.len(), reader.at);
                    }
                    reader.value()?;
                }
            }
        }
        if reader.at < bytes.len() {
            return Err(PacketError::Trailing { at: reader.at });
        }
        Ok(reader.out)
    }

    /// A value is complete. If it is a member of the packet itself, it is noted.
    fn ended(&mut self) {
        if let [Open { is_map: true, .. }] = self.open.as_slice() {
            let key = json::unquoted(self.key.of(&self.out.text)).into_owned();
            self.out.members.see(&key, Span { start: self.member_start, end: self.out.text.len() }, self.member_at);
        }
    }

    fn key(&mut self) -> Result<(), PacketError> {
        let at = self.at;
        let start = self.out.text.len();
        let n_holes = self.out.holes.len();
        let depth = self.open.len();
        // A simple value is written as it is, then put into quotes.
        let is_text = self.scalar()?;
        if self.open.len() > depth || self.out.holes.len() > n_holes {
            return Err(PacketError::Key { at });
        }
        if !is_text {
            self.out.text.insert(start, '"');
            self.out.text.push('"');
        }
        if depth == 1 {
            self.key = Span { start, end: self.out.text.len() };
        }
        self.out.text.push(':');
        Ok(())
    }

    fn value(&mut self) -> Result<(), PacketError> {
        let depth = self.open.len();
        self.scalar()?;
        if self.open.len() == depth {
            self.ended();
        }
        Ok(())
    }

    /// Reads a value that is not a container, or opens one. Tells whether it was a text.
    fn scalar(&mut self) -> Result<bool, PacketError> {
        let at = self.at;
        let [found] = self.take()?;
        match found {
            0x00..=0x7f => self.show(found),
            0x80..=0x8f => self.open(true, u32::from(found & 0x0f)),
            0x90..=0x9f => self.open(false, u32::from(found & 0x0f)),
            0xa0..=0xbf => return self.text(usize::from(found & 0x1f)),
            0xc0 => self.out.text.push_str("null"),
            0xc1 => return Err(PacketError::Byte { found, at }),
            0xc2 => self.out.text.push_str("false"),
            0xc3 => self.out.text.push_str("true"),
            0xc4..=0xc6 => {
                let n_bytes = self.length(found - 0xc4)?;
                self.attachment(n_bytes)?;
            }
            0xc7..=0xc9 => {
                let n_bytes = self.length(found - 0xc7)?;
                let [kind] = self.take()?;
                match kind {
                    0 => self.attachment(n_bytes)?,
                    _ => self.extension(kind, n_bytes)?,
                }
            }
            0xca => {
                let float = f32::from_be_bytes(self.take()?);
                self.float(f64::from(float));
            }
            0xcb => {
                let float = f64::from_be_bytes(self.take()?);
                self.float(float);
            }
            0xcc => {
                let [number] = self.take()?;
                self.show(number);
            }
            0xcd => {
                let number = u16::from_be_bytes(self.take()?);
                self.show(number);
            }
            0xce => {
                let number = u32::from_be_bytes(self.take()?);
                self.show(number);
            }
            0xcf => {
                let number = u64::from_be_bytes(self.take()?);
                self.show(number);
            }
            0xd0 => {
                let number = i8::from_be_bytes(self.take()?);
                self.show(number);
            }
            0xd1 => {
                let number = i16::from_be_bytes(self.take()?);
                self.show(number);
            }
            0xd2 => {
                let number = i32::from_be_bytes(self.take()?);
                self.show(number);
            }
            0xd3 => {
                let number = i64::from_be_bytes(self.take()?);
                self.show(number);
            }
            0xd4..=0xd8 => {
                let [kind] = self.take()?;
                match (found, kind) {
                    // What the official encoder makes of undefined; the byte after it does not count.
                    (0xd4, 0) => {
                        self.take::<1>()?;
                        self.hole("null", HoleValue::Undefined);
                    }
                    (0xd7, 0) => {
                        let millis = i64::from_be_bytes(self.take()?);
                        self.hole(&millis.to_string(), HoleValue::Date(millis));
                    }
                    _ => self.extension(kind, 1 << (found - 0xd4))?,
                }
            }
            0xd9..=0xdb => {
                let n_bytes = self.length(found - 0xd9)?;
                return self.text(n_bytes);
            }
            0xdc | 0xde => {
                let n_elements = u16::from_be_bytes(self.take()?);
                self.open(found == 0xde, u32::from(n_elements));
            }
            0xdd | 0xdf => {
                let n_elements = u32::from_be_bytes(self.take()?);
                self.open(found == 0xdf, n_elements);
            }
            0xe0..=0xff => self.show(i8::from_be_bytes([found])),
        }
        Ok(false)
    }

    fn open(&mut self, is_map: bool, n_left: u32) {
        self.out.text.push(if is_map { '{' } else { '[' });
        self.open.push(Open { is_map, n_left, is_first: true });
    }

    fn text(&mut self, n_bytes: usize) -> Result<bool, PacketError> {
        let bytes = self.part(n_bytes)?.of_bytes(self.bytes);
        json::push_quoted(&mut self.out.text, &String::from_utf8_lossy(bytes));
        Ok(true)
    }

    fn attachment(&mut self, n_bytes: usize) -> Result<(), PacketError> {
        let span = self.part(n_bytes)?;
        let number = self.out.spans.len();
        self.out.spans.push(span);
        let start = self.out.text.len();
        push_placeholder(&mut self.out.text, number);
        let span = Span { start, end: self.out.text.len() };
        self.out.holes.push(Hole { span, value: HoleValue::Bytes(number) });
        Ok(())
    }

    /// An unknown extension is the pair of its number and its bytes.
    fn extension(&mut self, kind: u8, n_bytes: usize) -> Result<(), PacketError> {
        self.out.text.push('[');
        self.show(i8::from_be_bytes([kind]));
        self.out.text.push(',');
        self.attachment(n_bytes)?;
        self.out.text.push(']');
        Ok(())
    }

    fn float(&mut self, float: f64) {
        if float.is_finite() {
            let text = format!("{float:?}");
            self.out.text.push_str(text.strip_suffix(".0").unwrap_or(&text));
        } else if float.is_nan() {
            self.hole("null", HoleValue::NotANumber);
        } else if float > 0.0 {
            self.hole("null", HoleValue::Infinity);
        } else {
            self.hole("null", HoleValue::NegativeInfinity);
        }
    }

    fn hole(&mut self, stand_in: &str, value: HoleValue) {
        let start = self.out.text.len();
        self.out.text.push_str(stand_in);
        self.out.holes.push(Hole { span: Span { start, end: self.out.text.len() }, value });
    }

    fn show(&mut self, number: impl ToString) {
        self.out.text.push_str(&number.to_string());
    }

    /// A length of 1, 2 or 4 bytes.
    fn length(&mut self, log: u8) -> Result<usize, PacketError> {
        let length = match log {
            0 => u32::from(u8::from_be_bytes(self.take()?)),
            1 => u32::from(u16::from_be_bytes(self.take()?)),
            _ => u32::from_be_bytes(self.take()?),
        };
        Ok(usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], PacketError> {
        let span = self.part(N)?;
        span.of_bytes(self.bytes).try_into().map_err(|_| PacketError::Truncated { at: self.bytes.len() })
    }

    fn part(&mut self, n_bytes: usize) -> Result<Span, PacketError> {
        let start = self.at;
        match start.checked_add(n_bytes).filter(|end| *end <= self.bytes.len()) {
            Some(end) => {
                self.at = end;
                Ok(Span { start, end })
            }
            None => Err(PacketError::Truncated { at: self.bytes.len() }),
        }
    }
}
