//! One row per command: its title, its keys, its message. The key handler and the README's table read it.

use crate::app::App;
use crate::app::msg::{ConsoleMsg, Msg, RequestMsg, SessionMsg, TabsMsg};

/// Something that can be done from anywhere on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Send the message of the tab in front; connect first if need be.
    Send,
    /// Connect, or cancel, or disconnect.
    ToggleConnection,
    /// A new tab.
    NewTab,
    /// Close the tab in front.
    CloseTab,
    /// The tab to the right.
    NextTab,
    /// The tab to the left.
    PreviousTab,
    /// Two tabs side by side, or one alone.
    ToggleBeside,
    /// The tab at a place, from 0.
    Tab(u8),
    /// The keyboard to the URL.
    FocusUrl,
    /// Clear the log.
    ClearLog,
    /// Lay the message out.
    Beautify,
    /// Show or hide the console.
    ToggleConsole,
}

/// A combination of keys. `primary` is Ctrl, or Cmd on a Mac; `code` is the physical key, so layouts do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// Ctrl or Cmd.
    pub primary: bool,
    /// Alt or Option.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// `KeyboardEvent.code`.
    pub code: &'static str,
    /// What is printed on the key.
    pub label: &'static str,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// What is done.
    pub command: Command,
    /// In words.
    pub title: &'static str,
    /// With which keys.
    pub keys: Keys,
}

const fn primary(code: &'static str, label: &'static str) -> Keys {
    Keys { primary: true, alt: false, shift: false, code, label }
}

const fn primary_shift(code: &'static str, label: &'static str) -> Keys {
    Keys { primary: true, alt: false, shift: true, code, label }
}

const fn alt(code: &'static str, label: &'static str) -> Keys {
    Keys { primary: false, alt: true, shift: false, code, label }
}

/// All commands.
pub const COMMANDS: &[Entry] = &[
    Entry { command: Command::Send, title: "Send, or connect and send", keys: primary("Enter", "Enter") },
    Entry {
        command: Command::ToggleConnection,
        title: "Connect, cancel or disconnect",
        keys: primary_shift("Enter", "Enter"),
    },
    Entry { command: Command::FocusUrl, title: "Go to the URL", keys: alt("KeyL", "L") },
    Entry { command: Command::NewTab, title: "New tab", keys: alt("KeyN", "N") },
    Entry { command: Command::CloseTab, title: "Close tab", keys: alt("KeyW", "W") },
    Entry { command: Command::NextTab, title: "Next tab", keys: alt("PageDown", "Page Down") },
    Entry { command: Command::PreviousTab, title: "Previous tab", keys: alt("PageUp", "Page Up") },
    Entry { command: Command::ToggleBeside, title: "Two requests side by side, or one", keys: alt("KeyB", "B") },
    Entry { command: Command::Tab(0), title: "First tab", keys: alt("Digit1", "1") },
    Entry { command: Command::Tab(1), title: "Second tab", keys: alt("Digit2", "2") },
    Entry { command: Command::Tab(2), title: "Third tab", keys: alt("Digit3", "3") },
    Entry { command: Command::Tab(3), title: "Fourth tab", keys: alt("Digit4", "4") },
    Entry { command: Command::Tab(4), title: "Fifth tab", keys: alt("Digit5", "5") },
    Entry { command: Command::Tab(5), title: "Sixth tab", keys: alt("Digit6", "6") },
    Entry { command: Command::Tab(6), title: "Seventh tab", keys: alt("Digit7", "7") },
    Entry { command: Command::Tab(7), title: "Eighth tab", keys: alt("Digit8", "8") },
    Entry { command: Command::Tab(8), title: "Ninth tab", keys: alt("Digit9", "9") },
    Entry { command: Command::ClearLog, title: "Clear the log", keys: primary_shift("Backspace", "Backspace") },
    Entry { command: Command::ToggleConsole, title: "Show or hide the console", keys: alt("KeyC", "C") },
    Entry {
        command: Command::Beautify,
        title: "Beautify the message",
        keys: Keys { primary: false, alt: true, shift: true, code: "KeyF", label: "F" },
    },
];

impl Keys {
    /// As they are written: `Ctrl Shift Enter`, on a Mac `⌘ ⇧ Enter`.
    pub fn words(&self, is_mac: bool) -> String {
        let names = if is_mac { ["⌘", "⌥", "⇧"] } else { ["Ctrl", "Alt", "Shift"] };
        let held = [self.primary, self.alt, self.shift];
        let mut words: Vec<&str> =
            names.into_iter().zip(held).filter_map(|(name, held)| held.then_some(name)).collect();
        words.push(self.label);
        words.join(" ")
    }
}

/// The command of some keys.
pub fn find(primary: bool, alt: bool, shift: bool, code: &str) -> Option<Command> {
    let code = if code == "NumpadEnter" { "Enter" } else { code };
    let pressed = |keys: &Keys| (keys.primary, keys.alt, keys.shift, keys.code) == (primary, alt, shift, code);
    COMMANDS.iter().find(|entry| pressed(&entry.keys)).map(|entry| entry.command)
}

/// What a command means now; nothing if it has nothing to act on.
pub fn message(app: &App, command: Command) -> Option<Msg> {
    let tab = app.tabs().active();
    Some(match command {
        Command::Send => Msg::Session(tab, SessionMsg::Send),
        Command::ToggleConnection => match app.mirror(tab).is_connected_or_opening() {
            true => Msg::Session(tab, SessionMsg::Disconnect),
            false => Msg::Session(tab, SessionMsg::Connect),
        },
        Command::NewTab => Msg::Tabs(TabsMsg::New { request: Box::default(), connect: false }),
        Command::CloseTab => Msg::Tabs(TabsMsg::Close(tab)),
        Command::NextTab => Msg::Tabs(TabsMsg::Step(1)),
        Command::PreviousTab => Msg::Tabs(TabsMsg::Step(-1)),
        Command::Tab(place) => Msg::Tabs(TabsMsg::Select(app.tabs().open().get(usize::from(place))?.id)),
        Command::ToggleBeside => Msg::Tabs(TabsMsg::ToggleBeside),
        Command::FocusUrl => Msg::Tabs(TabsMsg::FocusUrl),
        Command::ClearLog => Msg::Session(tab, SessionMsg::Clear),
        Command::ToggleConsole => Msg::Console(ConsoleMsg::Toggle),
        Command::Beautify => Msg::Request(tab, RequestMsg::Beautify),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_their_keys() {
        for (index, entry) in COMMANDS.iter().enumerate() {
            assert!(COMMANDS[index + 1..].iter().all(|other| other.keys != entry.keys), "{}", entry.title);
        }
    }

    #[test]
    fn keys_are_found_and_written() {
        assert_eq!(find(true, false, false, "NumpadEnter"), Some(Command::Send));
        assert_eq!(find(false, false, false, "Enter"), None);
        assert_eq!(primary_shift("Enter", "Enter").words(false), "Ctrl Shift Enter");
        assert_eq!(alt("KeyN", "N").words(true), "⌥ N");
    }
}
