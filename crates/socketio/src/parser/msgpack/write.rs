//! From JSON text to MessagePack, without recursion.

use crate::json::{self, Span, Token};
use crate::packet::{HoleValue, Payload};

/// Bytes in the making.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    /// A payload; where it has a hole, what stands in it is written. Numbers are integers if their text is one and fits
    /// into 64 bits, or if they are whole, as JavaScript's are; otherwise doubles.
    pub(super) fn payload(&mut self, payload: &Payload) {
        // A container begins with its size, so the sizes come first, in the order in which containers open.
        let mut sizes: Vec<usize> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        each(payload, |step| {
            let is_element = !matches!(step, Step::Token(Token::Key | Token::CloseArray | Token::CloseObject, _));
            if let Some(size) = open.last().and_then(|number| sizes.get_mut(*number))
                && is_element
            {
                *size += 1;
            }
            match step {
                Step::Token(Token::OpenArray | Token::OpenObject, _) => {
                    open.push(sizes.len());
                    sizes.push(0);
                }
                Step::Token(Token::CloseArray | Token::CloseObject, _) => drop(open.pop()),
                Step::Token(..) | Step::Hole(_) => {}
            }
        });
        let mut sizes = sizes.into_iter();
        each(payload, |step| match step {
            Step::Hole(value) => self.hole(value, payload),
            Step::Token(token, span) => {
                let text = span.of(&payload.text);
                match token {
                    Token::OpenArray => self.array(sizes.next().unwrap_or_default()),
                    Token::OpenObject => self.map(sizes.next().unwrap_or_default()),
                    Token::CloseArray | Token::CloseObject => {}
                    Token::Key | Token::String => self.text(&json::unquoted(text)),
                    Token::Number => self.number(text),
                    Token::True => self.bytes.push(0xc3),
                    Token::False => self.bytes.push(0xc2),
                    Token::Null => self.bytes.push(0xc0),
                }
            }
        });
    }

    pub(super) fn map(&mut self, n_members: usize) {
        self.size(n_members, Some((0x80, 15)), None, 0xde, 0xdf);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.size(text.len(), Some((0xa0, 31)), Some(0xd9), 0xda, 0xdb);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn whole(&mut self, number: u64) {
        match number {
            0..=0x7f => self.bytes.push(number as u8),
            0x80..=0xff => self.extend(0xcc, &[number as u8]),
            0x100..=0xffff => self.extend(0xcd, &(number as u16).to_be_bytes()),
            0x1_0000..=0xffff_ffff => self.extend(0xce, &(number as u32).to_be_bytes()),
            _ => self.extend(0xcf, &number.to_be_bytes()),
        }
    }

    fn array(&mut self, n_elements: usize) {
        self.size(n_elements, Some((0x90, 15)), None, 0xdc, 0xdd);
    }

    fn hole(&mut self, value: HoleValue, payload: &Payload) {
        match value {
            HoleValue::Bytes(number) => {
                let bytes = payload.attachments.get(number).map(Vec::as_slice).unwrap_or_default();
                self.size(bytes.len(), None, Some(0xc4), 0xc5, 0xc6);
                self.bytes.extend_from_slice(bytes);
            }
            HoleValue::Undefined => self.extend(0xd4, &[0, 0]),
            HoleValue::Date(millis) => {
                self.extend(0xd7, &[0]);
                self.bytes.extend_from_slice(&millis.to_be_bytes());
            }
            HoleValue::NotANumber => self.float(f64::NAN),
            HoleValue::Infinity => self.float(f64::INFINITY),
            HoleValue::NegativeInfinity => self.float(f64::NEG_INFINITY),
        }
    }

    fn number(&mut self, text: &str) {
        if let Ok(whole) = text.parse() {
            return self.whole(whole);
        }
        match text.parse() {
            Ok(0) => {}
            Ok(negative) => return self.negative(negative),
            Err(_) => {}
        }
        // Invariant: what JSON calls a number is one to Rust, too.
        let float: f64 = text.parse().unwrap_or(f64::NAN);
        let is_whole =
            float.fract() == 0.0 && float.abs() <= 2_f64.powi(53) && !(float == 0.0 && float.is_sign_negative());
        match is_whole {
            true if float >= 0.0 => self.whole(float as u64),
            true => self.negative(float as i64),
            false => self.float(float),
        }
    }

    fn negative(&mut self, number: i64) {
        match number {
            -0x20..=-1 => self.bytes.push(number as u8),
            -0x80.. => self.extend(0xd0, &(number as i8).to_be_bytes()),
            -0x8000.. => self.extend(0xd1, &(number as i16).to_be_bytes()),
            -0x8000_0000.. => self.extend(0xd2, &(number as i32).to_be_bytes()),
            _ => self.extend(0xd3, &number.to_be_bytes()),
        }
    }

    fn float(&mut self, float: f64) {
        self.extend(0xcb, &float.to_be_bytes());
    }

    /// The head of something with a size: in the head itself if it is small, else after it in 1, 2 or 4 bytes.
    fn size(&mut self, size: usize, small: Option<(u8, usize)>, one: Option<u8>, two: u8, four: u8) {
        match (small, one) {
            (Some((head, max)), _) if size <= max => self.bytes.push(head | size as u8),
            (_, Some(head)) if size <= 0xff => self.extend(head, &[size as u8]),
            _ if size <= 0xffff => self.extend(two, &(size as u16).to_be_bytes()),
            // Nothing in memory on a 32-bit machine is larger; on others no server takes it.
            _ => self.extend(four, &u32::try_from(size).unwrap_or(u32::MAX).to_be_bytes()),
        }
    }

    fn extend(&mut self, head: u8, bytes: &[u8]) {
        self.bytes.push(head);
        self.bytes.extend_from_slice(bytes);
    }
}

#[derive(Clone, Copy)]
enum Step {
    Token(Token, Span),
    Hole(HoleValue),
}

/// The tokens of a payload, a hole in place of those of its stand-in.
fn each(payload: &Payload, mut see: impl FnMut(Step)) {
    let mut holes = payload.holes.iter();
    let mut hole = holes.next();
    let mut skipped_to = 0;
    // Invariant: a payload is JSON, and its holes are in order of the text.
    let _checked = json::walk(&payload.text, 0, |token, span, _| {
        if span.start < skipped_to {
            return;
        }
        match hole {
            Some(found) if found.span.start == span.start => {
                see(Step::Hole(found.value));
                skipped_to = found.span.end;
                hole = holes.next();
            }
            _ => see(Step::Token(token, span)),
        }
    });
}
