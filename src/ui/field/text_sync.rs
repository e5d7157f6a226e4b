//! Keeps an input element and its owner's text in step without ever moving the caret.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::echo::Echo;
use crate::ui::hooks::{Delay, use_delay, use_latest};

/// An owner that has not answered by then has refused the text.
const SETTLE_MILLIS: i32 = 250;

/// What [`use_text_sync`] gives: what the element's listeners call.
#[derive(Clone)]
pub(super) struct TextSync {
    echo: Rc<RefCell<Echo>>,
    latest: Rc<RefCell<Rc<AttrValue>>>,
    delay: Rc<Delay>,
    screen: Screen,
}

/// The element, and what it shows for whoever paints it.
#[derive(Clone)]
struct Screen {
    node: NodeRef,
    shown: UseStateHandle<AttrValue>,
    painted: bool,
}

impl TextSync {
    /// What the element shows, when it is painted.
    pub(super) fn shown(&self) -> AttrValue {
        (*self.screen.shown).clone()
    }

    /// Something was typed; gives the text to report.
    pub(super) fn typed(&self) -> Option<String> {
        let text = self.screen.node.cast::<HtmlInputElement>()?.value();
        self.echo.borrow_mut().reported(&text);
        self.screen.changed(&text);
        self.wait();
        Some(text)
    }

    /// The owner may now change the text, even back to what it was before.
    pub(super) fn wait(&self) {
        let (echo, latest, screen) = (Rc::clone(&self.echo), Rc::clone(&self.latest), self.screen.clone());
        self.delay.start(SETTLE_MILLIS, move || {
            echo.borrow_mut().settle();
            let value = Rc::clone(&latest.borrow());
            screen.write(&value);
        });
    }
}

impl Screen {
    /// Sets the text and leaves the caret where it was.
    fn write(&self, text: &str) {
        let Some(input) = self.node.cast::<HtmlInputElement>() else {
            return;
        };
        if input.value() != text {
            let caret = input
                .selection_start()
                .ok()
                .flatten()
                .zip(input.selection_end().ok().flatten());
            input.set_value(text);
            if let Some((start, end)) = caret {
                // Input kinds without a caret refuse; then there is nothing to keep.
                let _ = input.set_selection_range(start, end);
            }
        }
        self.changed(text);
    }

    fn changed(&self, text: &str) {
        if self.painted {
            self.shown.set(AttrValue::from(text.to_owned()));
        }
    }
}

/// Writes the owner's text into the input when it is news, and only then.
#[hook]
pub(super) fn use_text_sync(node: NodeRef, value: AttrValue, painted: bool) -> TextSync {
    let echo = use_mut_ref(Echo::default);
    let latest = use_latest(value.clone());
    let delay = use_delay();
    let shown = use_state_eq(|| value.clone());
    let screen = Screen {
        node: node.clone(),
        shown,
        painted,
    };
    use_effect_with((node, value, painted), {
        let (echo, screen) = (Rc::clone(&echo), screen.clone());
        move |(node, value, _)| {
            let Some(input) = node.cast::<HtmlInputElement>() else {
                return;
            };
            let shown = input.value();
            if echo.borrow_mut().is_news(value, &shown) {
                screen.write(value);
            } else {
                screen.changed(&shown);
            }
        }
    });
    TextSync {
        echo,
        latest,
        delay,
        screen,
    }
}
