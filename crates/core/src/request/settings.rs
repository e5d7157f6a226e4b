//! How a connection is made and kept: each setting as the text a person wrote, checked when it is used.

use super::pairs::{Pair, is_token};

/// A setting of one text. The order is that of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// How long a server may take to answer the handshake.
    HandshakeMillis,
    /// The largest message that is taken, in megabytes of 1,000,000 bytes; 0 for any.
    MaxMessageMegabytes,
    /// What Disconnect tells the server (RFC 6455, section 7.4).
    CloseCode,
    /// The words beside it.
    CloseReason,
    /// How often to try again; 0 for without end.
    Attempts,
    /// How long to wait before the first attempt; doubled for each further one.
    IntervalMillis,
    /// The longest wait.
    MaxIntervalMillis,
    /// By how much a wait is made shorter or longer at random.
    JitterPercent,
    /// Socket.IO: where the handshake is made.
    HandshakePath,
    /// Socket.IO: how long an ack may take; 0 for any time.
    AckMillis,
}

/// What is known of a setting.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name on the screen.
    pub name: &'static str,
    /// What its number counts.
    pub unit: &'static str,
    /// What it is when nothing is written.
    pub default: &'static str,
    /// What stands below it.
    pub note: &'static str,
    min: u64,
    max: u64,
}

const DAY_MILLIS: u64 = 86_400_000;
/// A close frame has 125 bytes, two of them for the code (RFC 6455, section 5.5).
const MAX_REASON_BYTES: usize = 123;

impl Setting {
    /// All.
    pub const ALL: [Setting; 10] = [
        Setting::HandshakeMillis,
        Setting::MaxMessageMegabytes,
        Setting::CloseCode,
        Setting::CloseReason,
        Setting::Attempts,
        Setting::IntervalMillis,
        Setting::MaxIntervalMillis,
        Setting::JitterPercent,
        Setting::HandshakePath,
        Setting::AckMillis,
    ];

    /// What is known of it.
    pub fn rule(self) -> Rule {
        let rule = |name, unit, default, note, min, max| Rule { name, unit, default, note, min, max };
        match self {
            Setting::HandshakeMillis => rule(
                "Handshake timeout",
                "ms",
                "20000",
                "A server that is silent for longer is given up.",
                1,
                DAY_MILLIS,
            ),
            Setting::MaxMessageMegabytes => rule(
                "Maximum message size",
                "MB",
                "0",
                "0 takes any. A page knows the size only when the message is there: a larger one is cut, and the \
                 connection closed with 4009.",
                0,
                1_000_000,
            ),
            Setting::CloseCode => rule("Close code", "", "1000", "1000, or 3000 to 4999.", 1000, 4999),
            Setting::CloseReason => rule("Close reason", "", "", "At most 123 bytes, for the server's log.", 0, 0),
            Setting::Attempts => rule("Attempts", "", "5", "0 tries without end.", 0, 1_000_000),
            Setting::IntervalMillis => rule("Interval", "ms", "1000", "Doubled after each attempt.", 100, DAY_MILLIS),
            Setting::MaxIntervalMillis => rule("Largest interval", "ms", "30000", "", 100, DAY_MILLIS),
            Setting::JitterPercent => {
                rule("Jitter", "%", "20", "So that many clients do not come back at once.", 0, 100)
            }
            Setting::HandshakePath => {
                rule("Handshake path", "", "/socket.io", "Not the namespace, which is the path of the URL.", 0, 0)
            }
            Setting::AckMillis => {
                rule("Ack timeout", "ms", "5000", "0 waits until the connection ends.", 0, DAY_MILLIS)
            }
        }
    }

    /// The setting of that name.
    pub fn named(name: &str) -> Option<Setting> {
        Setting::ALL.into_iter().find(|setting| setting.rule().name == name)
    }
}

/// All settings of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Whether a connection that is lost is opened again.
    pub reconnects: bool,
    /// What to offer in `Sec-WebSocket-Protocol`, in order of preference (RFC 6455, section 1.9). Only keys are used.
    pub subprotocols: Vec<Pair>,
    /// What was written, for [`Setting::ALL`]; nothing for the default.
    texts: [Option<String>; Setting::ALL.len()],
}

impl Settings {
    /// What stands in its field.
    pub fn text(&self, setting: Setting) -> &str {
        self.texts[setting as usize].as_deref().unwrap_or(setting.rule().default)
    }

    /// Writes into its field.
    pub fn set_text(&mut self, setting: Setting, text: String) {
        self.texts[setting as usize] = (text != setting.rule().default).then_some(text);
    }

    /// Those that are not at their default, with their texts.
    pub fn changed(&self) -> impl Iterator<Item = (Setting, &str)> {
        Setting::ALL.into_iter().filter_map(|setting| Some((setting, self.texts[setting as usize].as_deref()?)))
    }

    /// The number in a field, or what is wrong with it.
    pub fn number(&self, setting: Setting) -> Result<u64, String> {
        let Rule { min, max, default, .. } = setting.rule();
        let text = self.text(setting).trim();
        let text = if text.is_empty() { default } else { text };
        match text.parse::<u64>() {
            Ok(1001..3000) if setting == Setting::CloseCode => {
                Err("The browser lets a page close with 1000 or 3000 to 4999 only".to_string())
            }
            Ok(number) if (min..=max).contains(&number) => Ok(number),
            Ok(_) | Err(_) => Err(format!("Enter a whole number from {min} to {max}")),
        }
    }

    /// What is wrong with a field.
    pub fn problem(&self, setting: Setting) -> Option<String> {
        match setting {
            Setting::CloseReason => {
                let n_bytes = self.text(setting).len();
                (n_bytes > MAX_REASON_BYTES)
                    .then(|| format!("The reason has {n_bytes} bytes, a close frame holds {MAX_REASON_BYTES}"))
            }
            Setting::HandshakePath => {
                let path = self.text(setting).trim();
                let wrong = path.chars().find(|character| character.is_whitespace() || matches!(character, '?' | '#'));
                wrong.map(|character| format!("A path cannot have {character:?} in it"))
            }
            setting => self.number(setting).err(),
        }
    }

    /// What is wrong with a subprotocol.
    pub fn subprotocol_problem(&self, row: usize) -> Option<String> {
        let pair = self.subprotocols.get(row).filter(|pair| pair.enabled && !pair.key.is_empty())?;
        let is_again = || self.subprotocols[..row].iter().any(|other| other.enabled && other.key == pair.key);
        match pair.key.chars().find(|character| !is_token(character.encode_utf8(&mut [0; 4]))) {
            Some(character) => Some(format!(
                "A subprotocol cannot have {character:?} in it: use letters, digits and !#$%&'*+-.^_`|~. \
                 For a token, base64url without padding."
            )),
            None if is_again() => Some("The same subprotocol twice is refused by the browser".to_string()),
            None => None,
        }
    }

    /// The subprotocols to offer, or whether one of them is wrong.
    pub fn offered(&self) -> Result<Vec<String>, String> {
        match (0..self.subprotocols.len()).find_map(|row| self.subprotocol_problem(row)) {
            Some(problem) => Err(problem),
            None => {
                let used = self.subprotocols.iter().filter(|pair| pair.enabled && !pair.key.is_empty());
                Ok(used.map(|pair| pair.key.clone()).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_in_the_order_of_their_list() {
        assert!(Setting::ALL.iter().enumerate().all(|(place, setting)| *setting as usize == place));
        assert!(Setting::ALL.iter().all(|setting| Setting::named(setting.rule().name) == Some(*setting)));
        assert!(Setting::ALL.iter().all(|setting| Settings::default().problem(*setting).is_none()));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |setting, text: &str| {
            let mut settings = Settings::default();
            settings.set_text(setting, text.into());
            settings.problem(setting).unwrap_or_default()
        };
        assert_eq!(problem(Setting::HandshakeMillis, "soon"), "Enter a whole number from 1 to 86400000");
        assert_eq!(problem(Setting::HandshakeMillis, "0"), "Enter a whole number from 1 to 86400000");
        assert_eq!(problem(Setting::HandshakeMillis, ""), "");
        assert_eq!(problem(Setting::CloseCode, "4999"), "");
        assert_eq!(problem(Setting::CloseCode, "1008"), "The browser lets a page close with 1000 or 3000 to 4999 only");
        assert_eq!(problem(Setting::CloseReason, &"ü".repeat(61)), "");
        assert_eq!(problem(Setting::CloseReason, &"ü".repeat(62)), "The reason has 124 bytes, a close frame holds 123");
    }

    #[test]
    fn subprotocols_are_checked() {
        let row = |key: &str, enabled| Pair { key: key.into(), enabled, ..Pair::default() };
        let offered = |rows: &[Pair]| Settings { subprotocols: rows.to_vec(), ..Settings::default() }.offered();
        assert_eq!(
            offered(&[row("b", true), row("a b", false), row("", true), row("a", true)]),
            Ok(vec!["b".into(), "a".into()])
        );
        assert!(
            offered(&[row("a b", true)]).is_err_and(|problem| problem.starts_with("A subprotocol cannot have ' '"))
        );
        assert!(offered(&[row("a", true), row("a", true)]).is_err_and(|problem| problem.contains("twice")));
    }
}
