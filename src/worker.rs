//! The binary of a session's worker: its driver and one session.

use duplex_core::session::msg::Msg;
use duplex_core::wire::{self, ToSession};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use crate::driver::session::Driver;

/// What touches the world, of which a worker needs its own half.
mod driver {
    pub mod session;
}

fn main() {
    // Elsewhere nothing would be taken over, and `static/worker.js` says so.
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        say_panics(&scope);
        take_over(&scope);
    }
}

/// From here on each message of the page is one for the session.
fn take_over(scope: &DedicatedWorkerGlobalScope) {
    let driver = Driver::new(scope);
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // A buffer, or a buffer with a file beside it.
        let data = event.data();
        let (buffer, file) = match data.dyn_ref::<Array>() {
            Some(both) => (both.get(0), both.get(1).dyn_into::<Blob>().ok()),
            None => (data, None),
        };
        let said = buffer.dyn_into::<ArrayBuffer>().ok();
        match (said.and_then(|buffer| wire::decode::<ToSession>(&Uint8Array::new(&buffer).to_vec())), file) {
            (Some(ToSession::SendFile { name, event }), Some(file)) => driver.send_file(name, file, event),
            (Some(said), _) => driver.send(Msg::Page(said)),
            (None, _) => {}
        }
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // As long as the worker lives, and it is ended from outside.
    heard.forget();
}

/// A panic ends this worker; its page says so, with the panic's own words.
fn say_panics(scope: &DedicatedWorkerGlobalScope) {
    let scope = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        // Nothing can be done if even this fails: the page still hears of the trap itself.
        let _ = scope.post_message(&info.to_string().into());
    }));
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
