//! What happened to a connection, as text for somebody who is to help.

use crate::units;
use crate::wire::{About, Ending, Status, Surroundings};

/// What happened to a connection. Values in the query, user and password are left out: a report goes to others.
pub(super) fn text(status: &Status, about: &About, surroundings: Surroundings, agent: &str) -> String {
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
    use crate::wire::{Cause, Connect, Probe};

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
        let report = text(&Status::Failed(ending), &about, Surroundings::default(), "Test");
        assert!(report.contains("URL: wss://a.b/c?token=…&…\n"), "{report}");
        assert!(
            report.contains("Ended after: 12 ms\nPage: on this machine\nBrowser: Test\n1. Why. Open wss://a.b"),
            "{report}"
        );
        assert!(!report.contains("abc") && !report.contains("pass"), "{report}");
    }
}
