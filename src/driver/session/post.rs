//! From the worker to its page: buffers that are handed over, and Blobs for whole messages.

use duplex_core::format::hex;
use duplex_core::wire::{self, Body, BodyUse, FromSession};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

/// The way to the page.
pub struct Post(DedicatedWorkerGlobalScope);

impl Post {
    pub(super) fn new(scope: &DedicatedWorkerGlobalScope) -> Post {
        Post(scope.clone())
    }

    /// Says something.
    pub(super) fn say(&self, said: &FromSession) {
        let buffer = buffer(said);
        self.post(&buffer, &buffer);
    }

    /// Gives the whole payload of a message: as it is, or, to be copied as text, in hexadecimal.
    pub(super) fn body(&self, body: Body, payload: &[u8]) {
        let blob = match (body.is_text, body.purpose) {
            (false, BodyUse::Copy) => Blob::new_with_str_sequence(&Array::of1(&hex::inline(payload).into())),
            (true, _) | (false, BodyUse::Save | BodyUse::Attachment(_)) => {
                Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(payload)))
            }
        };
        let seq = body.seq;
        match blob {
            Ok(blob) => {
                let buffer = buffer(&FromSession::Body(body));
                self.post(&Array::of2(&buffer, &blob), &buffer);
            }
            Err(_) => self.say(&FromSession::Gone(seq)),
        }
    }

    fn post(&self, message: &JsValue, buffer: &ArrayBuffer) {
        // Fails for values that cannot be cloned or transferred; these can.
        let _ = self.0.post_message_with_transfer(message, &Array::of1(buffer));
    }
}

fn buffer(said: &FromSession) -> ArrayBuffer {
    Uint8Array::from(&wire::encode(said)[..]).buffer()
}
