//! The harness in the page: the ways in which messages may come into WASM, and the one out of it.

use std::hint::black_box;

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
}

/// One input's framer, and what it keeps.
#[wasm_bindgen]
#[derive(Default)]
pub struct Harness {
    framer: Framer,
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

    /// Copies a text and forgets it: what decoding could be at best.
    pub fn copy(&self, text: &JsValue) {
        black_box(text.as_string());
    }

    /// Several texts with separators between them; false if one of them has a separator in it, and nothing is taken.
    #[wasm_bindgen(js_name = takeBatch)]
    pub fn take_batch(&mut self, texts: &JsValue, n_texts: usize) -> bool {
        let Some(batch) = texts.as_string() else { return false };
        let mut parts = batch.split(SEPARATOR);
        if parts.clone().count() != n_texts {
            return false;
        }
        parts.all(|text| self.framer.take_text(text.to_owned()).is_some())
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
}
