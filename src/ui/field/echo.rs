//! Tells an owner's own text from the late echo of what was typed.

use std::collections::VecDeque;

/// More than this is never waited for: an owner answers within a frame or two.
const MAX_PENDING: usize = 64;

/// What a text control reported and has not seen come back yet.
///
/// The owner holds the text, and answers a frame late. While somebody types, what comes back is older than what is on
/// screen; writing it there would lose letters and move the caret.
#[derive(Debug, Default)]
pub(crate) struct Echo {
    pending: VecDeque<String>,
}

impl Echo {
    /// The control told its owner this text.
    pub(crate) fn reported(&mut self, text: &str) {
        if self.pending.len() == MAX_PENDING {
            self.pending.pop_front();
        }
        self.pending.push_back(text.to_owned());
    }

    /// The owner's text is now `given`, the screen shows `shown`: whether `given` is to be written there.
    pub(crate) fn is_news(&mut self, given: &str, shown: &str) -> bool {
        if given == shown {
            self.pending.clear();
            return false;
        }
        match self.pending.iter().position(|text| text == given) {
            Some(index) => {
                self.pending.drain(..=index);
                false
            }
            None => {
                self.pending.clear();
                true
            }
        }
    }

    /// Nothing comes back any more: from here on the owner's text is right.
    pub(crate) fn settle(&mut self) {
        self.pending.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::Echo;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_late_echo_is_not_news() {
        let mut echo = Echo::default();
        echo.reported("a");
        echo.reported("ab");
        echo.reported("abc");
        assert!(!echo.is_news("a", "abc"));
        assert!(!echo.is_news("abc", "abc"));
        assert!(echo.is_news("a", "abc"), "what came back once is old no more");
    }

    #[test]
    fn an_echo_may_skip_texts() {
        let mut echo = Echo::default();
        echo.reported("a");
        echo.reported("ab");
        echo.reported("abc");
        assert!(!echo.is_news("ab", "abc"));
        assert!(!echo.is_news("abc", "abc"));
    }

    #[test]
    fn an_owners_own_text_is_news() {
        let mut echo = Echo::default();
        assert!(echo.is_news("loaded", ""));
        echo.reported("abc");
        assert!(echo.is_news("ABC", "abc"), "the owner may correct");
        echo.reported("");
        assert!(echo.is_news("loaded", ""), "or load another");
    }

    #[test]
    fn a_settled_control_takes_everything() {
        let mut echo = Echo::default();
        echo.reported("a");
        echo.reported("ab");
        echo.settle();
        assert!(echo.is_news("a", "ab"));
    }
}
