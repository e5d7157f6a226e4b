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
        });
    }
}

/// Sets the text and leaves the caret where it was.
fn write(node: &NodeRef, text: &str) {
    let Some(input) = node.cast::<HtmlInputElement>() else {
        return;
    };
    if input.value() != text {
        let caret = input.selection_start().ok().flatten().zip(input.selection_end().ok().flatten());
        input.set_value(text);
        if let Some((start, end)) = caret {
            // Refused only by input kinds without a caret; then there is nothing to keep.
            let _ = input.set_selection_range(start, end);
        }
    }
}

/// Writes the owner's text into the input when it is news, and only then.
#[hook]
pub(super) fn use_text_sync(node: NodeRef, value: AttrValue) -> TextSync {
    let echo = use_mut_ref(Echo::default);
    let latest = use_latest(value.clone());
    let delay = use_delay();
    use_effect_with((node.clone(), value), {
        let echo = Rc::clone(&echo);
        move |(node, value)| {
            let Some(input) = node.cast::<HtmlInputElement>() else {
                return;
            };
            if echo.borrow_mut().is_news(value, &input.value()) {
                write(node, value);
            }
        }
    });
    TextSync { echo, latest, delay, node }
}
