//! Turns to write, which the pages of one origin take one after the other.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::driver::page::window;

#[wasm_bindgen]
extern "C" {
    /// `navigator` with its locks, which web-sys counts among what may still change.
    type Navigator;
    /// `navigator.locks`.
    type Locks;

    #[wasm_bindgen(method, getter)]
    fn locks(this: &Navigator) -> Option<Locks>;
    #[wasm_bindgen(method)]
    fn request(this: &Locks, name: &str, granted: &Function) -> Promise;
}

/// Calls back when it is this page's turn, which ends when that returns. Browsers without locks have only one page that
/// writes (`static/boot.js`), and it need not wait.
pub(super) async fn take(name: &str, turn: impl FnOnce() + 'static) -> Result<(), JsValue> {
    match locks() {
        Some(locks) => {
            let granted = Closure::once_into_js(turn);
            JsFuture::from(locks.request(name, granted.unchecked_ref())).await?;
        }
        None => turn(),
    }
    Ok(())
}

fn locks() -> Option<Locks> {
    JsValue::from(window()?.navigator()).unchecked_into::<Navigator>().locks()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Takes a turn, as another page would, and keeps it until what this gives is called.
    pub(in super::super) async fn hold(name: &str) -> Function {
        let (granted, grant) = promise();
        let (end, let_go) = promise();
        let hold = Closure::once_into_js(move || {
            grant.call0(&JsValue::UNDEFINED).unwrap();
            end
        });
        let _ = locks().unwrap().request(name, hold.unchecked_ref());
        JsFuture::from(granted).await.unwrap();
        let_go
    }

    fn promise() -> (Promise, Function) {
        let mut fulfil = None;
        let promise = Promise::new(&mut |resolve, _| fulfil = Some(resolve));
        (promise, fulfil.unwrap())
    }
}
