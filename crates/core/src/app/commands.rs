//! One row per command: its title, its keys, its message. The key handler and the README's table read it.

use crate::app::App;
use crate::app::msg::{
    ConsoleMsg, HistoryMsg, LibraryMsg, Msg, Overlay, RequestMsg, SessionMsg, TabsMsg, VariablesMsg, WorkspaceMsg,
};
use crate::app::workspace::GLOBALS;

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
    /// Search requests and commands.
    Palette,
    /// Save the request of the tab in front.
    Save,
    /// Save it as a new one.
    SaveAs,
    /// The keyboard to the environments.
    Environment,
    /// Show or hide the side.
    ToggleSide,
    /// Show all keys.
    Shortcuts,
    /// Bring the tab back that was closed last.
    ReopenTab,
    /// The tab in front one place to the right.
    MoveTabRight,
    /// The tab in front one place to the left.
    MoveTabLeft,
    /// Edit the name of the tab in front.
    RenameTab,
    /// A copy of the tab in front.
    DuplicateTab,
    /// Close all tabs but the one in front.
    CloseOthers,
    /// A new collection.
    NewCollection,
    /// A new environment.
    NewEnvironment,
    /// Show the variables.
    Variables,
    /// Show what is kept in this browser.
    Storage,
    /// Take all of it as a file.
    Backup,
    /// Bring back what is in such a file.
    Restore,
    /// Forget the history.
    ClearHistory,
    /// Dark or light.
    ToggleTheme,
    /// Show or hide the messages.
    ToggleMessages,
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
    /// With which keys, if there are any: all commands are in the palette.
    pub keys: Option<Keys>,
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

const fn alt_shift(code: &'static str, label: &'static str) -> Keys {
    Keys { primary: false, alt: true, shift: true, code, label }
}

const fn row(command: Command, title: &'static str, keys: Keys) -> Entry {
    Entry { command, title, keys: Some(keys) }
}

const fn without_keys(command: Command, title: &'static str) -> Entry {
    Entry { command, title, keys: None }
}

/// All commands.
pub const COMMANDS: &[Entry] = &[
    row(Command::Send, "Send, or connect and send", primary("Enter", "Enter")),
    row(Command::ToggleConnection, "Connect, cancel or disconnect", primary_shift("Enter", "Enter")),
    row(Command::FocusUrl, "Go to the URL", alt("KeyL", "L")),
    row(Command::Palette, "Search requests and commands", primary("KeyK", "K")),
    row(Command::Save, "Save the request", primary("KeyS", "S")),
    row(Command::SaveAs, "Save the request as a new one", primary_shift("KeyS", "S")),
    row(Command::Environment, "Choose an environment", alt("KeyE", "E")),
    row(Command::NewTab, "New tab", alt("KeyN", "N")),
    row(Command::CloseTab, "Close tab", alt("KeyW", "W")),
    row(Command::ReopenTab, "Reopen the tab that was closed last", alt_shift("KeyW", "W")),
    row(Command::NextTab, "Next tab", alt("PageDown", "Page Down")),
    row(Command::PreviousTab, "Previous tab", alt("PageUp", "Page Up")),
    row(Command::MoveTabRight, "Move the tab to the right", alt_shift("PageDown", "Page Down")),
    row(Command::MoveTabLeft, "Move the tab to the left", alt_shift("PageUp", "Page Up")),
    row(Command::ToggleBeside, "Two requests side by side, or one", alt("KeyB", "B")),
    row(Command::Tab(0), "First tab", alt("Digit1", "1")),
    row(Command::Tab(1), "Second tab", alt("Digit2", "2")),
    row(Command::Tab(2), "Third tab", alt("Digit3", "3")),
    row(Command::Tab(3), "Fourth tab", alt("Digit4", "4")),
    row(Command::Tab(4), "Fifth tab", alt("Digit5", "5")),
    row(Command::Tab(5), "Sixth tab", alt("Digit6", "6")),
    row(Command::Tab(6), "Seventh tab", alt("Digit7", "7")),
    row(Command::Tab(7), "Eighth tab", alt("Digit8", "8")),
    row(Command::Tab(8), "Ninth tab", alt("Digit9", "9")),
    row(Command::ClearLog, "Clear the log", primary_shift("Backspace", "Backspace")),
    row(Command::ToggleConsole, "Show or hide the console", alt("KeyC", "C")),
    row(Command::ToggleSide, "Show or hide the side", primary("Backslash", "\\")),
    row(Command::Beautify, "Beautify the message", alt_shift("KeyF", "F")),
    row(Command::Shortcuts, "Show all keys", primary("Slash", "/")),
    without_keys(Command::RenameTab, "Rename the request"),
    without_keys(Command::DuplicateTab, "Duplicate the tab"),
    without_keys(Command::CloseOthers, "Close the other tabs"),
    without_keys(Command::NewCollection, "New collection"),
    without_keys(Command::NewEnvironment, "New environment"),
    without_keys(Command::Variables, "Manage variables"),
    without_keys(Command::ToggleMessages, "Show or hide the messages"),
    without_keys(Command::ToggleTheme, "Dark or light theme"),
    without_keys(Command::Storage, "What is kept in this browser"),
    without_keys(Command::Backup, "Back up everything as a file"),
    without_keys(Command::Restore, "Restore a backup"),
    without_keys(Command::ClearHistory, "Clear the history"),
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
    COMMANDS.iter().find(|entry| entry.keys.as_ref().is_some_and(pressed)).map(|entry| entry.command)
}

/// The keys of a command, as they are written; nothing if it has none.
pub fn keys_of(command: Command, is_mac: bool) -> String {
    let entry = COMMANDS.iter().find(|entry| entry.command == command);
    entry.and_then(|entry| entry.keys.as_ref()).map(|keys| keys.words(is_mac)).unwrap_or_default()
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
        Command::Palette => Msg::Show(Some(Overlay::Palette)),
        Command::Save => Msg::Library(LibraryMsg::Save(tab)),
        Command::SaveAs => Msg::Show(Some(Overlay::Save(tab))),
        Command::Environment => Msg::FocusEnvironment,
        Command::ToggleSide => Msg::ToggleSide,
        Command::Shortcuts => Msg::Show(Some(Overlay::Shortcuts)),
        Command::ReopenTab => app.can_reopen().then_some(Msg::Tabs(TabsMsg::Reopen))?,
        Command::MoveTabRight => Msg::Tabs(TabsMsg::Shift(1)),
        Command::MoveTabLeft => Msg::Tabs(TabsMsg::Shift(-1)),
        Command::RenameTab => Msg::Tabs(TabsMsg::StartRename(Some(tab))),
        Command::DuplicateTab => Msg::Tabs(TabsMsg::Duplicate(tab)),
        Command::CloseOthers => Msg::Tabs(TabsMsg::CloseOthers(tab)),
        Command::NewCollection => Msg::Library(LibraryMsg::NewCollection),
        Command::NewEnvironment => Msg::Variables(VariablesMsg::NewEnvironment),
        Command::Variables => Msg::Show(Some(Overlay::Variables(app.active_environment().unwrap_or(GLOBALS)))),
        Command::ToggleMessages => Msg::ToggleMessages,
        Command::ToggleTheme => Msg::ToggleTheme,
        Command::Storage => Msg::Show(Some(Overlay::Storage)),
        Command::Backup => Msg::Workspace(WorkspaceMsg::Backup { with_secrets: false }),
        Command::Restore => Msg::Workspace(WorkspaceMsg::PickBackup),
        Command::ClearHistory => Msg::History(HistoryMsg::Clear(None)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_their_keys() {
        for (index, entry) in COMMANDS.iter().enumerate() {
            let is_same = |other: &Entry| entry.keys.is_some() && other.keys == entry.keys;
            assert!(!COMMANDS[index + 1..].iter().any(is_same), "{}", entry.title);
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
