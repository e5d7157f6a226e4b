//! The harness in the page: the ways in which messages may come into WASM, and the one out of it.

use duplex_socketio::engine::packet::Frame;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Draft, Framer, SEPARATOR};

#[wasm_bindgen]
extern "C" {
    /// Where messages go, as `WebSocket.send` takes them.
    #[wasm_bindgen(js_namespace = framer, js_name = send)]
    fn send_text(text: &str);
    #[wasm_bindgen(js_namespace = framer, js_name = send)]
    fn send_bytes(bytes: &[u8]);
    /// `TextEncoder.encodeInto`; gives the bytes it wrote.
    #[wasm_bindgen(js_namespace = framer, js_name = encodeInto)]
    fn encode_into(text: &JsValue, bytes: &mut [u8]) -> usize;
}

/// One input's framer, and what it keeps.
#[wasm_bindgen]
#[derive(Default)]
pub struct Harness {
    framer: Framer,
    room: Vec<u8>,
    draft: Option<Draft>,
}

#[wasm_bindgen]
impl Harness {
    /// Has seen nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Harness {
        Harness::default()
    }

    /// `event.data` as the product takes it: a text or an ArrayBuffer, copied once, by wasm-bindgen.
    pub fn take(&mut self, data: &JsValue) {
        match data.as_string() {
            Some(text) => self.framer.take_text(text),
            None => self.framer.take_binary(Uint8Array::new(data).to_vec()),
        };
    }

    /// A text by `TextEncoder.encodeInto`, which is told its length in UTF-16. Copied twice, but by native code.
    #[wasm_bindgen(js_name = takeEncoded)]
    pub fn take_encoded(&mut self, text: &JsValue, len: usize) {
        if let Some(text) = self.encoded(text, len) {
            self.framer.take_text(text);
        }
    }

    pub fn cross(&mut self, data: &JsValue) { std::hint::black_box(data.as_string()); }
    #[wasm_bindgen(js_name = crossEncoded)]
    pub fn cross_encoded(&mut self, text: &JsValue, len: usize) { std::hint::black_box(self.encoded(text, len)); }

    /// Several texts with separators between them; false if one of them has a separator in it, and nothing is taken.
    #[wasm_bindgen(js_name = takeBatch)]
    pub fn take_batch(&mut self, texts: &JsValue, len: usize, n_texts: usize) -> bool {
        let Some(batch) = self.encoded(texts, len) else { return false };
        if batch.matches(SEPARATOR).count() + 1 != n_texts {
            return false;
        }
        for text in batch.split(SEPARATOR) {
            self.framer.take_text(text.to_owned());
        }
        true
    }

    /// A binary message whose bytes stay where they are: framing alone. The crate moves a vector and never looks into it,
    /// so that an empty one costs what a full one does.
    #[wasm_bindgen(js_name = takeHandle)]
    pub fn take_handle(&mut self) {
        self.framer.take_binary(Vec::new());
    }

    /// What will be sent. The name is missing for an ack, the ack id below 0 for none.
    pub fn draft(&mut self, name: Option<String>, namespace: String, id: f64, args: Vec<String>, attachments: &Array) {
        let id = (id >= 0.0).then_some(id as u64);
        let attachments = attachments.iter().map(|buffer| Uint8Array::new(&buffer).to_vec()).collect();
        self.draft = Some(Draft { name, namespace, id, args, attachments });
    }

    /// Sends it.
    pub fn send(&self) {
        for frame in self.draft.iter().flat_map(Draft::encode) {
            match frame {
                Frame::Text(text) => send_text(&text),
                Frame::Binary(bytes) => send_bytes(&bytes),
            }
        }
    }

    /// See [`Seen::shared`](crate::Seen::shared).
    pub fn seen(&mut self) -> Vec<f64> {
        self.framer.seen().shared().map(|sum| sum as f64).to_vec()
    }

    fn encoded(&mut self, text: &JsValue, len: usize) -> Option<String> {
        // A UTF-16 unit becomes three bytes at most.
        if self.room.len() < 3 * len {
            self.room.resize(3 * len, 0);
        }
        let n_bytes = encode_into(text, self.room.get_mut(..3 * len)?);
        String::from_utf8(self.room.get(..n_bytes)?.to_vec()).ok()
    }
}
