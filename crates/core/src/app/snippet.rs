//! A request as text for elsewhere: command lines that do what a page may not, and a report of what went wrong.

use crate::request::Request;
use crate::request::target::Target;
use crate::units;
use crate::wire::{About, Ending, Status, Surroundings};

/// What can be copied of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snippet {
    /// A command line for wscat.
    Wscat,
    /// A command line for websocat.
    Websocat,
    /// What happened, for somebody who is to help.
    Report,
}

impl Snippet {
    /// What it is called in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Snippet::Wscat => "the wscat command line",
            Snippet::Websocat => "the websocat command line",
            Snippet::Report => "the report",
        }
    }
}

/// A request as a command line.
pub fn command_line(request: &Request, snippet: Snippet) -> String {
    let url = Target::parse(&request.url).map_or_else(|_| request.url.clone(), |target| target.as_str().to_string());
    let subprotocols = request
        .settings
        .subprotocols
        .iter()
        .filter(|pair| pair.enabled && !pair.key.is_empty())
        .map(|pair| &pair.key[..]);
    let headers = request.headers.iter().filter(|pair| pair.enabled && !pair.key.is_empty());
    let headers = headers.map(|pair| quoted(&format!("{}: {}", pair.key, pair.value)));
    let mut words: Vec<String> = Vec::new();
    match snippet {
        Snippet::Wscat => {
            words.extend(["wscat".into(), "-c".into(), quoted(&url)]);
            subprotocols.for_each(|name| words.extend(["-s".into(), quoted(name)]));
            headers.for_each(|header| words.extend(["-H".into(), header]));
        }
        Snippet::Websocat | Snippet::Report => {
            words.push("websocat".into());
            let subprotocols: Vec<&str> = subprotocols.collect();
            if !subprotocols.is_empty() {
                words.extend(["--protocol".into(), quoted(&subprotocols.join(","))]);
            }
            headers.for_each(|header| words.extend(["-H".into(), header]));
            words.push(quoted(&url));
        }
    }
    words.join(" ")
}

/// What happened to a connection. Values in the query, user and password are left out: a report goes to others.
pub fn report(status: &Status, about: &About, surroundings: Surroundings, agent: &str) -> String {
    let nothing = Ending::default();
    let (state, ending) = match status {
        Status::Failed(ending) => ("Failed", ending),
        Status::Disconnected(ending) => ("Disconnected", ending),
        Status::NotConnected
        | Status::Connecting { .. }
        | Status::Connected { .. }
        | Status::Reconnecting { .. }
        | Status::Closing => ("Not ended", &nothing),
    };
    let url = |text: &str| text.replace(&about.connect.url, &without_secrets(&about.connect.url));
    let mut text = format!("Duplex {} · {state} · {}\n", env!("CARGO_PKG_VERSION"), url(&ending.words));
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\n"));
        }
    };
    line("URL", &without_secrets(&about.connect.url));
    line("Subprotocols offered", &about.connect.subprotocols.join(", "));
    line("Subprotocol", &about.subprotocol);
    line("Extensions", &about.extensions);
    line("Begun", &units::iso(about.began_at, 0));
    if let Some(at) = about.opened_at {
        line("Open after", &units::span(at.micros_since(about.began_at)));
    }
    if let Some(at) = about.ended_at {
        line("Ended after", &units::span(at.micros_since(about.began_at)));
    }
    let known = |is: bool, word: &'static str| if is { word } else { "" };
    line(
        "Page",
        &[
            known(surroundings.is_https, "https"),
            known(surroundings.is_local, "on this machine"),
            known(!surroundings.is_online, "offline"),
        ]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(", "),
    );
    line("Browser", agent);
    for (index, cause) in ending.causes.iter().enumerate() {
        text.push_str(&format!("{}. {}. {}\n", index + 1, url(&cause.why), url(&cause.advice)));
    }
    text
}

/// A word for a shell: in single quotes, unless nothing in it needs them.
fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@%+,=".contains(&byte);
    match !word.is_empty() && word.bytes().all(is_plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let names = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
        Some((name, _)) => format!("{name}=…"),
        None => "…".to_string(),
    });
    let names = names.collect::<Vec<_>>().join("&");
    let question_mark = if names.is_empty() { "" } else { "?" };
    format!("{scheme}://{host}{path}{question_mark}{names}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::pairs::Pair;
    use crate::wire::{Cause, Connect, Probe};

    #[test]
    fn command_lines_carry_headers_and_subprotocols() {
        let pair =
            |key: &str, value: &str, enabled| Pair { key: key.into(), value: value.into(), enabled, ..Pair::default() };
        let mut request = Request { url: "localhost:80/a?b=1&c=it's".into(), ..Request::default() };
        request.headers = vec![pair("X-Key", "a b", true), pair("Off", "", false), pair("", "x", true)];
        request.settings.subprotocols = vec![pair("v1", "", true), pair("v2", "", true)];
        assert_eq!(
            command_line(&request, Snippet::Wscat),
            r"wscat -c 'ws://localhost:80/a?b=1&c=it'\''s' -s v1 -s v2 -H 'X-Key: a b'"
        );
        assert_eq!(
            command_line(&request, Snippet::Websocat),
            r"websocat --protocol v1,v2 -H 'X-Key: a b' 'ws://localhost:80/a?b=1&c=it'\''s'"
        );
        request = Request { url: "wss://example.com/".into(), ..Request::default() };
        assert_eq!(command_line(&request, Snippet::Websocat), "websocat wss://example.com/");
    }

    #[test]
    fn a_report_has_no_secrets() {
        let url = "wss://me:pass@a.b/c?token=abc&x";
        let about = About {
            number: 1,
            connect: Connect { url: url.into(), ..Connect::default() },
            ended_at: Some(crate::time::Time(12_000)),
            ..About::default()
        };
        let cause = Cause { why: "Why".into(), advice: format!("Open {url}") };
        let ending = Ending { words: "1006".into(), causes: vec![cause], probe: Probe::Possible };
        let report = report(&Status::Failed(ending), &about, Surroundings::default(), "Test");
        assert!(report.contains("URL: wss://a.b/c?token=…&…\n"), "{report}");
        assert!(
            report.contains("Ended after: 12 ms\nPage: on this machine\nBrowser: Test\n1. Why. Open wss://a.b"),
            "{report}"
        );
        assert!(!report.contains("abc") && !report.contains("pass"), "{report}");
    }
}
