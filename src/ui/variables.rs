//! Variables in a text, `{{name}}`: which are known, what is said of them, and how a half-typed one is completed.

use std::ops::Range;
use std::rc::Rc;

use js_sys::JsString;
use yew::prelude::*;

/// More than this nobody reads: who looks for another one types more of its name.
const MAX_SUGGESTIONS: usize = 50;

/// How much of a value is read aloud.
const MAX_READ_CHARS: usize = 80;

/// What a variable's name cannot have in it.
const NEVER_IN_A_NAME: [char; 5] = ['{', '}', '"', '\n', '\r'];

/// Where a variable is in a text, in bytes: with its braces, and its name alone.
pub type Place = (Range<usize>, Range<usize>);

/// A variable that has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name, without the braces.
    pub name: AttrValue,
    /// Its value; of a secret one, what may be seen of it: `••••••`.
    pub value: AttrValue,
    /// Where it comes from: `Environment Staging`.
    pub scope: AttrValue,
    /// Whether its value is not for everybody's eyes.
    pub is_secret: bool,
}

/// The variables that the fields below know. Fields that find none of these around them show a text as it is.
#[derive(Clone)]
pub struct KnownVariables {
    /// Those with a value, in the order they are offered.
    pub list: Rc<[Known]>,
    /// Where in a text there are variables, in order.
    pub find: fn(&str) -> Vec<Place>,
    /// Somebody wants the variable of this name to have a value.
    pub ondefine: Callback<String>,
}

impl PartialEq for KnownVariables {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list && std::ptr::fn_addr_eq(self.find, other.find) && self.ondefine == other.ondefine
    }
}

impl KnownVariables {
    /// The variables in a text.
    pub(super) fn marks(&self, text: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (span, name) in (self.find)(text) {
            let Some(name) = text.get(name) else { continue };
            let known = self.list.iter().find(|known| known.name == name).cloned();
            marks.push(Mark { span, name: AttrValue::from(name.to_owned()), known });
        }
        marks
    }

    /// Those whose name has these letters in it, by their place in the list: first those that begin with them.
    pub(super) fn suggestions(&self, typed: &str) -> Vec<usize> {
        // By the browser: the standard library's own tables are kilobytes of the first load.
        let typed = String::from(JsString::from(typed).to_lower_case());
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for (index, known) in self.list.iter().enumerate() {
            match JsString::from(&*known.name).to_lower_case().index_of(&typed, 0) {
                ..0 => {}
                0 => first.push(index),
                1.. => rest.push(index),
            }
        }
        first.append(&mut rest);
        first.truncate(MAX_SUGGESTIONS);
        first
    }
}

/// A variable in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    /// Where it is, with its braces, in bytes.
    pub(super) span: Range<usize>,
    /// Its name.
    pub(super) name: AttrValue,
    /// What is known of it.
    pub(super) known: Option<Known>,
}

impl Mark {
    /// The class it is drawn with.
    pub(super) fn class(&self) -> &'static str {
        match &self.known {
            Some(known) if known.is_secret => "known secret",
            Some(_) => "known",
            None => "unknown",
        }
    }
}

/// What is said of the variables in a text: one sentence for each.
pub(super) fn describe(marks: &[Mark]) -> String {
    let mut sentences = Vec::new();
    for Mark { name, known, .. } in marks {
        let sentence = match known {
            None => format!("{name} is not defined."),
            Some(Known { scope, is_secret: true, .. }) => format!("{name} is secret, from {scope}."),
            Some(Known { scope, value, .. }) if value.is_empty() => format!("{name} is empty, from {scope}."),
            Some(Known { scope, value, .. }) => format!("{name} is {}, from {scope}.", shortened(value)),
        };
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences.join(" ")
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(MAX_READ_CHARS) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

/// A variable that is being typed, as in `{{ho`. All places are in bytes.
#[derive(Debug, PartialEq)]
pub(super) struct Partial {
    /// Where its braces begin.
    pub(super) open: usize,
    /// Where the letters of its name are that stand before the caret.
    pub(super) typed: Range<usize>,
    /// What its whole name and the braces behind it take the place of.
    pub(super) replaced: Range<usize>,
}

impl Partial {
    /// The one that the caret, in bytes, is in.
    pub(super) fn at(text: &str, caret: usize) -> Option<Self> {
        let (before, after) = text.split_at_checked(caret)?;
        let open = before.as_bytes().windows(2).rposition(|two| two == b"{{")?;
        let (outside, inside) = before.split_at_checked(open)?;
        let inside = inside.strip_prefix("{{")?;
        if outside.trim_end_matches('{').ends_with('\\') || inside.contains(NEVER_IN_A_NAME) {
            return None;
        }
        let inside = inside.trim_start();
        let typed = inside.strip_prefix("_.").unwrap_or(inside);
        let start = caret - typed.len();
        let rest = after.find(NEVER_IN_A_NAME).unwrap_or(after.len());
        let is_closed = after.get(rest..).is_some_and(|after| after.starts_with("}}"));
        let end = match (is_closed, after.starts_with('}')) {
            (true, _) => caret + rest + 2,
            (false, true) => caret + 1,
            (false, false) => caret,
        };
        Some(Self { open, typed: start..caret, replaced: start..end })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// As core does, for the tests here: without `\{{` and the other rare ones.
    fn find(text: &str) -> Vec<Place> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(open) = text[from..].find("{{").map(|at| from + at) {
            let Some(close) = text[open..].find("}}").map(|at| open + at) else { break };
            found.push((open..close + 2, open + 2..close));
            from = close + 2;
        }
        found
    }

    pub(in crate::ui) fn known(ondefine: Callback<String>) -> KnownVariables {
        let known = |name: &'static str, value: &'static str, is_secret| Known {
            name: name.into(),
            value: value.into(),
            scope: "Environment Staging".into(),
            is_secret,
        };
        let list = [
            known("ghost", "Casper", false),
            known("host", "localhost:8080", false),
            known("Hostname", "", false),
            known("token", "••••••", true),
        ];
        KnownVariables { list: list.into(), find, ondefine }
    }

    #[test]
    fn every_variable_is_told() {
        let known = known(Callback::noop());
        let said = |text| describe(&known.marks(text));
        assert_eq!(said("no variable"), "");
        assert_eq!(
            said("ws://{{host}}/{{room}}?a={{host}}"),
            "host is localhost:8080, from Environment Staging. room is not defined."
        );
        assert_eq!(
            said("{{token}}{{Hostname}}"),
            "token is secret, from Environment Staging. Hostname is empty, from Environment Staging."
        );
    }

    #[test]
    fn a_long_value_is_not_read_to_its_end() {
        assert_eq!(shortened(&"ä".repeat(80)), "ä".repeat(80));
        assert_eq!(shortened(&"ä".repeat(81)), format!("{}…", "ä".repeat(80)));
    }

    #[test]
    fn what_begins_with_the_letters_is_offered_first() {
        let known = known(Callback::noop());
        let names = |typed| {
            known.suggestions(typed).into_iter().map(|index| known.list[index].name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names("host"), ["host", "Hostname", "ghost"]);
        assert_eq!(names("HOSTN"), ["Hostname"]);
        assert_eq!(names(""), ["ghost", "host", "Hostname", "token"]);
        assert!(names("room").is_empty());
    }

    /// The caret is the `|`; the first of the names offered is chosen, or nothing is offered.
    fn check(before: &str, name: &str, after: Option<&str>) {
        let caret = before.find('|').expect("a caret");
        let text = before.replace('|', "");
        let completed = Partial::at(&text, caret)
            .map(|Partial { replaced, .. }| format!("{}{name}}}}}|{}", &text[..replaced.start], &text[replaced.end..]));
        assert_eq!(completed.as_deref(), after, "{before}");
    }

    #[test]
    fn a_half_typed_variable_is_completed() {
        check("ws://{{ho|", "host", Some("ws://{{host}}|"));
        check("{{|", "host", Some("{{host}}|"));
        check("{{ho|/path", "host", Some("{{host}}|/path"));
        check("{{ _.ho|", "host", Some("{{ _.host}}|"));
        check("{{{ho|", "host", Some("{{{host}}|"));
        check("ä{{ä| {{b}}", "äö", Some("ä{{äö}}| {{b}}"));
    }

    #[test]
    fn braces_that_are_there_are_not_doubled() {
        check("{{ho|}}/", "host", Some("{{host}}|/"));
        check("{{ho|}/", "host", Some("{{host}}|/"));
        check("{{ho|st}}/", "host", Some("{{host}}|/"));
    }

    #[test]
    fn elsewhere_nothing_is_completed() {
        check("ho|", "host", None);
        check("{{host}}|", "host", None);
        check("{ho|", "host", None);
        check("\\{{ho|", "host", None);
        check("{{\"ho|", "host", None);
    }
}
