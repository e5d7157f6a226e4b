//! One binary, two entries: in a window it is the page, in a dedicated worker it is a session.

use wasm_bindgen::JsCast;

mod app;
mod driver;
mod store;
mod ui;
mod view;
mod worker;

fn main() {
    match js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() {
        Ok(scope) => worker::start(&scope),
        Err(_) => app::start(),
    }
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
