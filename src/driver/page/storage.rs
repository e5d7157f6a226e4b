//! localStorage: everything of this page at once, and one key at a time.

use gloo_storage::{LocalStorage, Storage};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use super::boot;

/// All that is stored for this page, by key below its prefix. Fails where the browser forbids storage.
pub fn read_all() -> Result<Vec<(String, String)>, String> {
    let prefix = prefix();
    let storage = storage()?;
    let n_keys = storage.length().map_err(|error| reason(&error))?;
    let mut all = Vec::new();
    for index in 0..n_keys {
        let Some(key) = storage.key(index).map_err(|error| reason(&error))? else {
            continue;
        };
        let Some(name) = key.strip_prefix(&prefix) else {
            continue;
        };
        if let Some(value) = storage.get_item(&key).map_err(|error| reason(&error))? {
            all.push((name.to_string(), value));
        }
    }
    Ok(all)
}

/// Keeps a value. Fails when the storage is full or forbidden, and says which.
pub fn write(key: &str, value: &str) -> Result<(), String> {
    storage()?.set_item(&format!("{}{key}", prefix()), value).map_err(|error| reason(&error))
}

/// One origin may host other things, and other copies of Duplex below other paths.
fn prefix() -> String {
    format!("duplex{}", boot::duplex().base())
}

fn storage() -> Result<web_sys::Storage, String> {
    // `LocalStorage::raw` panics where the browser forbids storage, so it is asked for only when it is there.
    match super::window().map(|window| window.local_storage()) {
        Some(Ok(Some(_))) => Ok(LocalStorage::raw()),
        Some(Err(error)) => Err(reason(&error)),
        Some(Ok(None)) | None => Err("it has no local storage".into()),
    }
}

fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(error) if error.name() == "QuotaExceededError" => "the browser's storage is full".into(),
        Some(error) if error.name() == "SecurityError" => "its settings forbid it".into(),
        Some(error) => error.message(),
        None => "it gave an error without a reason".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_full_storage_is_named() {
        let error = DomException::new_with_message_and_name("no", "QuotaExceededError").unwrap();
        assert_eq!(reason(&error), "the browser's storage is full");
    }
}
