//! Files and the clipboard: giving them to the person, and taking a file in.

use std::cell::RefCell;

use duplex_core::app::msg::{Msg, StorageMsg};
use duplex_core::wire::{Body, BodyUse};
use gloo_events::EventListener;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

use super::{Answer, document, window};

/// What is larger is no export of this page.
const MAX_PICKED_BYTES: u32 = 64 << 20;
const NO_CLIPBOARD: &str = "the browser refuses the clipboard";

/// Gives a text as a file.
pub fn download_text(name: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        // Nobody is left to tell: the browser says itself what happens to downloads.
        let _ = download(name, &blob);
    }
}

/// Gives the whole of a message for what it was wanted for.
pub async fn deliver(body: &Body, blob: &Blob) -> Result<(), String> {
    match body.purpose {
        BodyUse::Save | BodyUse::Attachment(_) => {
            download(&body.file_name, blob).ok_or_else(|| "the browser makes no file of it".to_string())
        }
        BodyUse::Copy => copy(blob).await,
    }
}

async fn copy(blob: &Blob) -> Result<(), String> {
    let text = JsFuture::from(blob.text()).await.map_err(|error| said(&error, NO_CLIPBOARD))?;
    copy_text(&text.as_string().unwrap_or_default()).await
}

/// Puts a text into the clipboard.
pub async fn copy_text(text: &str) -> Result<(), String> {
    let clipboard = window().map(|window| window.navigator().clipboard());
    // Missing on plain http pages, whatever its type says.
    let clipboard = clipboard.filter(|clipboard| !clipboard.is_undefined());
    let clipboard = clipboard.ok_or("the browser lets only https pages use the clipboard")?;
    JsFuture::from(clipboard.write_text(text)).await.map_err(|error| said(&error, NO_CLIPBOARD))?;
    Ok(())
}

/// How a person chooses a file. The last input is kept: it is in no page, and a browser may forget it meanwhile.
#[derive(Default)]
pub struct Picker(RefCell<Option<EventListener>>);

impl Picker {
    /// Asks for a file, and says its name and what is in it; nothing, if none is chosen.
    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    pub fn pick(&self, answer: Answer) {
        let input = document().and_then(|document| document.create_element("input").ok()?.dyn_into().ok());
        let Some(input): Option<HtmlInputElement> = input else {
            return;
        };
        input.set_type("file");
        input.set_accept(".json,application/json");
        let chosen = input.clone();
        let listener = EventListener::new(&input, "change", move |_| {
            if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
                let answer = answer.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let text = text_of(&file).await;
                    answer(Msg::Storage(StorageMsg::Picked(file.name(), text)));
                });
            }
        });
        self.0.replace(Some(listener));
        input.click();
    }
}

/// What is in a file that must be text.
async fn text_of(file: &Blob) -> Result<String, String> {
    if file.size() > f64::from(MAX_PICKED_BYTES) {
        return Err(format!("it is larger than {} MB", MAX_PICKED_BYTES >> 20));
    }
    let bytes =
        JsFuture::from(file.array_buffer()).await.map_err(|error| said(&error, "the browser cannot read it"))?;
    let text = String::from_utf8(Uint8Array::new(&bytes).to_vec())
        .map_err(|error| format!("it is not UTF-8 text: byte {} is wrong", error.utf8_error().valid_up_to()))?;
    // Some editors mark the beginning of a text.
    Ok(text.strip_prefix('\u{feff}').map(String::from).unwrap_or(text))
}

fn said(error: &JsValue, otherwise: &str) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => otherwise.to_string(),
    }
}

fn download(name: &str, blob: &Blob) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has its own hold on the data once it has begun.
    gloo_timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}

#[cfg(test)]
mod tests {
    use js_sys::Array;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// What is read of a file that has these bytes so many times.
    async fn read(bytes: &[u8], times: usize) -> Result<String, String> {
        let bytes = Uint8Array::from(bytes);
        let parts: Array = std::iter::repeat_n(JsValue::from(bytes), times).collect();
        text_of(&Blob::new_with_buffer_source_sequence(&parts).unwrap()).await
    }

    #[wasm_bindgen_test]
    async fn a_picked_file_is_text_without_its_mark() {
        assert_eq!(read(b"", 1).await, Ok(String::new()));
        assert_eq!(read("{\"ä\":1}".as_bytes(), 1).await, Ok("{\"ä\":1}".to_string()));
        assert_eq!(read("\u{feff}[]".as_bytes(), 1).await, Ok("[]".to_string()));
    }

    #[wasm_bindgen_test]
    async fn a_picked_file_that_is_no_text_or_too_large_is_refused() {
        assert_eq!(read(b"ab\xff", 1).await, Err("it is not UTF-8 text: byte 2 is wrong".to_string()));
        let megabyte = vec![b' '; 1 << 20];
        assert_eq!(read(&megabyte, 64).await.map(|text| text.len()), Ok(64 << 20));
        assert_eq!(read(&megabyte, 65).await, Err("it is larger than 64 MB".to_string()));
    }
}
