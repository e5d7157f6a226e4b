//! Keeps an input element and its owner's text in step without ever moving the caret.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::echo::Echo;
use crate::ui::hooks::{Delay, use_delay, use_latest};

/// An owner that has not answered after so many ticks has refused the text. Not one long wait: a page that was busy for
/// longer would take the owner's silence for an answer.
const SETTLE_TICKS: u32 = 6;
const TICK_MILLIS: i32 = 50;

/// What [`use_text_sync`] gives: what the element's listeners call.
#[derive(Clone)]
pub(super) struct TextSync {
    echo: Rc<RefCell<Echo>>,
    latest: Rc<RefCell<Rc<AttrValue>>>,
    delay: Rc<Delay>,
    node: NodeRef,
    on_write: Callback<()>,
}

impl TextSync {
    /// Something was typed; gives the text to report.
    pub(super) fn typed(&self) -> Option<String> {
        let text = self.node.cast::<HtmlInputElement>()?.value();
        self.echo.borrow_mut().reported(&text);
        self.wait();
        Some(text)
    }

    /// The owner may now change the text, even back to what it was before.
    pub(super) fn wait(&self) {
        self.tick(SETTLE_TICKS);
    }

    fn tick(&self, left: u32) {
        let sync = self.clone();
        self.delay.start(TICK_MILLIS, move || {
            if left > 0 {
                sync.tick(left - 1);
                return;
            }
            sync.echo.borrow_mut().settle();
            let value = Rc::clone(&sync.latest.borrow());
            write(&sync.node, &value);
            sync.on_write.emit(());
        });
    }
}

/// Sets the text and leaves the caret between the letters it was between.
fn write(node: &NodeRef, text: &str) {
    let Some(input) = node.cast::<HtmlInputElement>() else {
        return;
    };
    let old = input.value();
    if old == text {
        return;
    }
    let caret = input.selection_start().ok().flatten().zip(input.selection_end().ok().flatten());
    input.set_value(text);
    if let Some((start, end)) = caret {
        // Refused only by input kinds without a caret; then there is nothing to keep.
        let _ = input.set_selection_range(carried(&old, text, start), carried(&old, text, end));
    }
}

/// Where a caret belongs when `old` becomes `new`, in UTF-16 units: what is before it stays before it, else what is
/// after it stays after it.
fn carried(old: &str, new: &str, caret: u32) -> u32 {
    let (old, new) = (old.encode_utf16().collect::<Vec<_>>(), new.encode_utf16().collect::<Vec<_>>());
    let (before, after) = old.split_at((caret as usize).min(old.len()));
    if new.starts_with(before) || !new.ends_with(after) {
        return caret;
    }
    u32::try_from(new.len() - after.len()).unwrap_or(caret)
}

/// Writes the owner's text into the input when it is news, and only then. `on_write` follows.
#[hook]
pub(super) fn use_text_sync(node: NodeRef, value: AttrValue, on_write: Callback<()>) -> TextSync {
    let echo = use_mut_ref(Echo::default);
    let latest = use_latest(value.clone());
    let delay = use_delay();
    use_effect_with((node.clone(), value), {
        let (echo, on_write) = (Rc::clone(&echo), on_write.clone());
        move |(node, value)| {
            let Some(input) = node.cast::<HtmlInputElement>() else {
                return;
            };
            if echo.borrow_mut().is_news(value, &input.value()) {
                write(node, value);
                on_write.emit(());
            }
        }
    });
    TextSync { echo, latest, delay, node, on_write }
}

#[cfg(test)]
mod tests {
    use super::carried;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The caret is the `|`.
    fn check(old: &str, new: &str) {
        let place = |text: &str| u32::try_from(text.find('|').expect("a caret")).expect("a short text");
        let text = |text: &str| text.replace('|', "");
        assert_eq!(carried(&text(old), &text(new), place(old)), place(new), "{old} became {new}");
    }

    #[test]
    fn the_caret_stays_between_its_letters() {
        check("a%20b|", "a b|");
        check("%20|xyz", " |xyz");
        check("ab|", "ab|c");
        check("ab|c", "ab|");
        check("|abc", "|c");
        check("ab|cd", "xy|zz");
    }
}
