//! Finding a row by typing how its name begins.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::JsString;
use yew::prelude::*;

use super::hooks::Delay;

/// Letters that follow each other within this time are one word.
const PAUSE_MILLIS: i32 = 600;

/// The letters typed so far.
#[derive(Default)]
pub(super) struct Typing {
    letters: RefCell<String>,
    pause: Delay,
}

impl Typing {
    /// Whether a space belongs to a word.
    pub(super) fn is_under_way(&self) -> bool {
        !self.letters.borrow().is_empty()
    }

    /// The next of so many rows whose name begins with what was typed, this key included. None, too, for a key that is no
    /// letter.
    pub(super) fn find(
        self: &Rc<Self>,
        key: &str,
        n_rows: usize,
        at: usize,
        name: impl Fn(usize) -> Option<String>,
    ) -> Option<usize> {
        if key.chars().count() != 1 {
            return None;
        }
        let is_first = !self.is_under_way();
        self.letters.borrow_mut().push_str(&lowercase(key));
        let typing = Rc::clone(self);
        self.pause.start(PAUSE_MILLIS, move || typing.letters.borrow_mut().clear());
        let letters = self.letters.borrow();
        // The first letter leaves the row, the next ones may stay on it.
        let from = (at + usize::from(is_first)).min(n_rows);
        let mut places = (from..n_rows).chain(0..from);
        places.find(|place| name(*place).is_some_and(|name| lowercase(&name).starts_with(&*letters)))
    }
}

/// By the browser's tables of letters: ours would be kilobytes.
fn lowercase(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// A [`Typing`] that lives as long as the component.
#[hook]
pub(super) fn use_typing() -> Rc<Typing> {
    use_memo((), |()| Typing::default())
}
