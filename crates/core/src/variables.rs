//! Variables: `{{name}}` in a text, where its value comes from, and what a text becomes with all values in it.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use crate::ids::ItemId;

pub mod bulk;

/// A variable of an environment, a collection or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Whether it counts.
    pub enabled: bool,
    /// What it is called.
    pub name: String,
    /// What it stands for; of one for the session, nothing: that is kept elsewhere.
    pub value: String,
    /// For people only.
    pub note: String,
    /// How its value is kept.
    pub kind: VariableKind,
}

/// How a variable's value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VariableKind {
    /// In this browser, for all to see.
    #[default]
    Plain,
    /// In this browser, unencrypted, but masked on the screen, and left out of what is given away.
    Secret,
    /// In this browser's session only, and masked.
    Session,
}

impl Default for Variable {
    fn default() -> Variable {
        let (name, value, note) = Default::default();
        Variable { enabled: true, name, value, note, kind: VariableKind::Plain }
    }
}

/// The values that names have in one place, strongest place first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(pub Vec<Scope>);

/// The variables of one environment, of a collection, or the globals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Which document they are of.
    pub document: ItemId,
    /// What it is called: `environment Staging`.
    pub name: Rc<str>,
    /// Those that count, in order: of two with one name the later one counts.
    pub values: Vec<Known>,
}

/// A variable that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What it is called.
    pub name: Rc<str>,
    /// What it stands for, itself not resolved.
    pub value: Rc<str>,
    /// Whether it is masked.
    pub is_secret: bool,
}

impl Scopes {
    /// What a name stands for, and in which scope.
    pub fn find(&self, name: &str) -> Option<(&Scope, &Known)> {
        self.0.iter().find_map(|scope| {
            let known = scope.values.iter().rev().find(|known| &*known.name == name)?;
            Some((scope, known))
        })
    }

    /// All names that count, each once with the value that it has, strongest scope first.
    pub fn all(&self) -> Vec<(&Scope, &Known)> {
        let all = self.0.iter().flat_map(|scope| scope.values.iter().map(move |known| (scope, known)));
        all.filter(|(_, known)| self.find(&known.name).is_some_and(|(_, counts)| std::ptr::eq(counts, *known)))
            .collect()
    }
}

/// A variable in a text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// From the first `{` to the last `}`.
    pub whole: Range<usize>,
    /// Its name, without space around it and without `_.` before it.
    pub name: Range<usize>,
}

/// Why a text has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    /// Nobody defined it.
    #[error("{{{{{0}}}}} is not defined")]
    Unknown(String),
    /// It stands for itself, by way of these.
    #[error("{} stands for itself", .0.iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>().join(" → "))]
    Cycle(Vec<String>),
    /// What it stands for becomes too long: a variable that has another one many times, and so on.
    #[error("{{{{{0}}}}} becomes longer than {MAX_BYTES} bytes")]
    TooLong(String),
}

/// What variables may become together: enough for a message, and too little to stop the page.
const MAX_BYTES: usize = 64 << 20;

/// The variables in a text, in order. `\{{` is no variable, and neither is what has braces, quotes or line ends in it.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|place| place + at) {
        // Of three braces the last two count.
        let open = open + text[open + 2..].bytes().take_while(|byte| *byte == b'{').count();
        at = open + 2;
        let is_escaped = text[..open].ends_with('\\');
        let Some(end) = text[at..].find(['{', '}', '"', '\n', '\r']).map(|place| place + at) else { break };
        if is_escaped || !text[end..].starts_with("}}") {
            continue;
        }
        let inner = &text[at..end];
        let trimmed = inner.trim();
        let name = trimmed.strip_prefix("_.").unwrap_or(trimmed);
        if !name.is_empty() {
            let start = at + (name.as_ptr() as usize - inner.as_ptr() as usize);
            spans.push(Span { whole: open..end + 2, name: start..start + name.len() });
        }
        at = end + 2;
    }
    spans
}

/// Whether there is something to resolve in a text: a variable, or an escaped one.
pub fn has_any(text: &str) -> bool {
    text.contains("{{")
}

/// A text with all values in it, and `\{{` as `{{`.
pub fn resolve<'a>(text: &'a str, scopes: &Scopes) -> Result<Cow<'a, str>, Unresolved> {
    if !has_any(text) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    expand(text, scopes, &mut Vec::new(), &mut out, |value, out| out.push_str(value))?;
    Ok(Cow::Owned(out))
}

/// A URL with all values in it. What would end the value of a parameter is written as `%26` and so on; elsewhere a value is
/// taken as it stands, so that a variable can hold a host, a path, or a whole query.
pub fn resolve_url<'a>(url: &'a str, scopes: &Scopes) -> Result<Cow<'a, str>, Unresolved> {
    if !has_any(url) {
        return Ok(Cow::Borrowed(url));
    }
    let mut out = String::with_capacity(url.len());
    let query = url.find('?').unwrap_or(url.len());
    let mut from = 0;
    // Each parameter for itself: only what stands behind its = is a value.
    for (at, _) in url.match_indices(['?', '&', '=', '#']).chain([(url.len(), "")]) {
        let is_value = from > query && url[..from].ends_with('=');
        let piece = &url[from..at];
        let insert = if is_value { push_encoded } else { |value: &str, out: &mut String| out.push_str(value) };
        expand(piece, scopes, &mut Vec::new(), &mut out, insert)?;
        let end = (at + 1).min(url.len());
        out.push_str(&url[at..end]);
        from = end;
    }
    Ok(Cow::Owned(out))
}

/// Writes a text with all values in it, each as `insert` writes it.
fn expand<'a>(
    text: &'a str,
    scopes: &'a Scopes,
    names: &mut Vec<&'a str>,
    out: &mut String,
    insert: fn(&str, &mut String),
) -> Result<(), Unresolved> {
    let mut from = 0;
    for span in spans(text) {
        push_unescaped(&text[from..span.whole.start], out);
        from = span.whole.end;
        let name = &text[span.name];
        let Some((_, known)) = scopes.find(name) else { return Err(Unresolved::Unknown(name.to_string())) };
        if let Some(start) = names.iter().position(|other| *other == name) {
            let names = names[start..].iter().chain([&name]).map(|name| (*name).to_string());
            return Err(Unresolved::Cycle(names.collect()));
        }
        if has_any(&known.value) {
            names.push(name);
            let mut value = String::new();
            expand(&known.value, scopes, names, &mut value, |value, out| out.push_str(value))?;
            names.pop();
            insert(&value, out);
        } else {
            insert(&known.value, out);
        }
        if out.len() > MAX_BYTES {
            return Err(Unresolved::TooLong(name.to_string()));
        }
    }
    push_unescaped(&text[from..], out);
    Ok(())
}

fn push_unescaped(text: &str, out: &mut String) {
    let mut pieces = text.split("\\{{");
    out.extend(pieces.next());
    pieces.for_each(|piece| out.extend(["{{", piece]));
}

/// As the value of a parameter; what is encoded already stays so.
fn push_encoded(value: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for (at, character) in value.char_indices() {
        let is_encoded =
            || value.as_bytes()[at + 1..].iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count() == 2;
        let is_special = match character {
            '&' | '#' | '+' | '\0'..=' ' | '\x7f' => true,
            '%' => !is_encoded(),
            _ => false,
        };
        if is_special {
            let byte = character as usize;
            out.extend(['%', char::from(DIGITS[byte >> 4 & 15]), char::from(DIGITS[byte & 15])]);
        } else {
            out.push(character);
        }
    }
}

/// The same text with each variable as a number of the same length, so that what reads JSON finds a value wherever one
/// stands, and everything else in its place.
pub fn masked(text: &str) -> Cow<'_, str> {
    let marks = marks(text);
    if marks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for mark in marks {
        out.push_str(&text[from..mark.start]);
        out.extend(std::iter::repeat_n('1', mark.len()));
        from = mark.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// What was done to the masked text, done to the text itself: `laid_out` differs from it in white space only.
pub fn unmasked(text: &str, laid_out: &str) -> String {
    let masked = masked(text);
    let n_visible = |text: &str| text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
    // Behind how many bytes that are not space each one begins.
    let mut marks = marks(text).into_iter().scan((0, 0), |(from, n_before), mark| {
        *n_before += n_visible(&masked[*from..mark.start]);
        *from = mark.start;
        Some((*n_before, &text[mark]))
    });
    let mut out = String::with_capacity(laid_out.len());
    let (mut from, mut n_seen) = (0, 0);
    let mut next = marks.next();
    for (at, _) in laid_out.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace()) {
        if let Some((place, variable)) = next
            && place == n_seen
        {
            out.push_str(&laid_out[from..at]);
            out.push_str(variable);
            from = at + variable.len();
            next = marks.next();
        }
        n_seen += 1;
    }
    out.push_str(&laid_out[from..]);
    out
}

/// What is no JSON: variables, and the backslash that says that one is none.
fn marks(text: &str) -> Vec<Range<usize>> {
    if !has_any(text) {
        return Vec::new();
    }
    let escapes = text.match_indices("\\{{").map(|(at, found)| at..at + found.len());
    let mut marks: Vec<Range<usize>> = spans(text).into_iter().map(|span| span.whole).chain(escapes).collect();
    marks.sort_by_key(|mark| mark.start);
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scopes() -> Scopes {
        let scope = |name: &str, values: &[(&str, &str)]| Scope {
            document: ItemId(0),
            name: name.into(),
            values: values
                .iter()
                .map(|(name, value)| Known { name: (*name).into(), value: (*value).into(), is_secret: false })
                .collect(),
        };
        Scopes(vec![
            scope("environment", &[("host", "staging.example.com"), ("a", "{{b}}"), ("twice", "1"), ("twice", "2")]),
            scope("collection", &[("host", "hidden"), ("b", "{{ c }}!"), ("path", "/chat/{{room}}"), ("me", "{{me}}")]),
            scope("globals", &[("c", "see"), ("b", "hidden"), ("room", "a b&c"), ("x", "{{y}}"), ("y", "-{{x}}")]),
        ])
    }

    /// The text with its values, or what is wrong.
    fn check(text: &str, expected: &str) {
        let resolved = resolve(text, &scopes()).map_or_else(|error| format!("error: {error}"), Cow::into_owned);
        assert_eq!(resolved, expected, "{text}");
    }

    #[test]
    fn the_strongest_scope_counts() {
        check("ws://{{host}}/", "ws://staging.example.com/");
        check("{{b}} {{c}} {{twice}}", "see! see 2");
        let scopes = scopes();
        let all: Vec<String> = scopes
            .all()
            .iter()
            .map(|(scope, known)| format!("{}/{}={}", scope.name, known.name, known.value))
            .collect();
        assert!(all.contains(&"environment/host=staging.example.com".into()) && !all.concat().contains("hidden"));
    }

    #[test]
    fn values_have_variables_too() {
        check("{{a}}", "see!");
        check("{{path}}", "/chat/a b&c");
    }

    #[test]
    fn what_has_no_value_is_named() {
        check("{{me}}", "error: {{me}} → {{me}} stands for itself");
        check("{{x}}", "error: {{x}} → {{y}} → {{x}} stands for itself");
        check("{{nobody}}", "error: {{nobody}} is not defined");
        check("{{$guid}}", "error: {{$guid}} is not defined");
        check("{{HOST}}", "error: {{HOST}} is not defined");
    }

    #[test]
    fn what_is_no_variable_stays() {
        for text in
            ["", "a{b}c", "{{}}", "{{ }}", "{{a", "a}}", "{{a\n}}", "{\"a\":{\"b\":{}}}", "{{\"a\"}}", "{ {a} }"]
        {
            check(text, text);
        }
        check("\\{{host}} {{c}}", "{{host}} see");
        check("{{{c}}}", "{see}");
        check("{{ _.c }}{{_.c}}", "seesee");
        check("ü{{c}}ü", "üseeü");
    }

    #[test]
    fn a_value_that_grows_without_end_is_stopped() {
        let known =
            |name: usize, value: String| Known { name: name.to_string().into(), value: value.into(), is_secret: false };
        let mut values: Vec<Known> =
            (1..40).map(|name| known(name, format!("{{{{{0}}}}}{{{{{0}}}}}", name - 1))).collect();
        values.push(known(0, "0123456789".into()));
        let scopes = Scopes(vec![Scope { document: ItemId(0), name: "g".into(), values }]);
        assert!(matches!(resolve("{{39}}", &scopes), Err(Unresolved::TooLong(_))));
    }

    #[test]
    fn a_value_in_a_query_is_encoded() {
        let url = |text: &str| resolve_url(text, &scopes()).map(Cow::into_owned);
        assert_eq!(url("ws://{{host}}{{path}}"), Ok("ws://staging.example.com/chat/a b&c".into()));
        assert_eq!(url("ws://a?room={{room}}&n={{c}}{{c}}"), Ok("ws://a?room=a%20b%26c&n=seesee".into()));
        assert_eq!(url("ws://a?{{room}}"), Ok("ws://a?a b&c".into()), "a whole query is taken as it stands");
        assert_eq!(url("ws://a?x={{nobody}}"), Err(Unresolved::Unknown("nobody".into())));
        assert_eq!(url("a?b=1"), Ok("a?b=1".into()));
    }

    #[test]
    fn variables_are_values_to_what_reads_json() {
        let text = "{\"a\":{{ b }},\"c\":\"x {{d}}\",\"{{e}}\":[{{f}},{{f}}]}";
        let masked = masked(text);
        assert_eq!(masked.len(), text.len());
        let pretty = crate::format::json::pretty(&masked).expect("it is JSON");
        let expected = "{\n  \"a\": {{ b }},\n  \"c\": \"x {{d}}\",\n  \"{{e}}\": [\n    {{f}},\n    {{f}}\n  ]\n}";
        assert_eq!(unmasked(text, &pretty), expected);
        assert_eq!(unmasked("[1,\"\\{{x}}\"]", "[ 1, \"111x}}\" ]"), "[ 1, \"\\{{x}}\" ]");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[{}\\\\ab\"\n_. ü]{0,24}") {
            for span in spans(&text) {
                prop_assert!(text[span.whole.clone()].starts_with("{{") && text[span.whole].ends_with("}}"));
                prop_assert!(!text[span.name].is_empty());
            }
            prop_assert_eq!(masked(&text).len(), text.len());
            let _ = resolve(&text, &scopes());
            let _ = resolve_url(&text, &scopes());
        }
    }
}
