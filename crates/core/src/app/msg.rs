//! Everything that can happen to the page, one enum per area.

use crate::app::mirror::{ComposerTab, PickedFile};
use crate::app::notices::NoticeId;
use crate::app::snippet::Snippet;
use crate::format::Format;
use crate::ids::{ItemId, Seq, TabId};
use crate::request::Request;
use crate::request::pairs::{Cell, PairEdit};
use crate::request::settings::Setting;
use crate::request::socket_io::{Parser, Protocol, Transports, Version};
use crate::session::log::Direction;
use crate::variables::{Variable, VariableKind};
use crate::wire::{BodyUse, FromSession, Surroundings};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// To the list of tabs.
    Tabs(TabsMsg),
    /// To what a tab wants to connect to and send.
    Request(TabId, RequestMsg),
    /// To the live side of a tab.
    Session(TabId, SessionMsg),
    /// To a notice.
    Notice(NoticeId, NoticeMsg),
    /// To the collections.
    Library(LibraryMsg),
    /// To the variables.
    Variables(VariablesMsg),
    /// To the history.
    History(HistoryMsg),
    /// To all that is kept in this browser.
    Workspace(WorkspaceMsg),
    /// This is wanted before the page, or nothing any more.
    Show(Option<Overlay>),
    /// The side is to be hidden, or shown again.
    ToggleSide,
    /// The keyboard is wanted at the environments.
    FocusEnvironment,
    /// To what the page is kept in.
    Storage(StorageMsg),
    /// The names that the person gives to close codes change.
    CloseNames(PairEdit),
    /// The messages are to be hidden, or shown again.
    ToggleMessages,
    /// To the console.
    Console(ConsoleMsg),
    /// The page's world is like this now.
    Surroundings(Surroundings),
    /// The other theme is wanted.
    ToggleTheme,
    /// The system has changed to dark or light.
    SystemTheme {
        /// Whether it is dark now.
        is_dark: bool,
    },
    /// The moment asked for has come, or the page is visible again.
    Woke {
        /// Minutes that local time is ahead of UTC now.
        zone_minutes: i32,
    },
    /// The page is about to go, and may not come back.
    Leaving,
}

/// To the console: it shows the session of the tab in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsoleMsg {
    /// It is to be shown, or hidden again.
    Toggle,
    /// Text that its lines must have.
    Filter(String),
    /// All lines that pass are wanted in the clipboard.
    Copy,
}

/// To the list of tabs.
#[derive(Debug, Clone, PartialEq)]
pub enum TabsMsg {
    /// A new one is wanted.
    New {
        /// What it is about. A blank tab in front takes it over.
        request: Box<Request>,
        /// Whether it connects at once.
        connect: bool,
    },
    /// This one is wanted in front.
    Select(TabId),
    /// The one so many places on is wanted in front, around the ends.
    Step(isize),
    /// Two are wanted side by side, or one alone again.
    ToggleBeside,
    /// The keyboard is wanted at the URL.
    FocusUrl,
    /// This one is not wanted any more.
    Close(TabId),
    /// Neither is any but this one.
    CloseOthers(TabId),
    /// The one that was closed last is wanted again.
    Reopen,
    /// This one is called this now; what it was opened from, too.
    Rename(TabId, String),
    /// The name of this one is to be edited, or of none.
    StartRename(Option<TabId>),
    /// This one is wanted at that place, from 0.
    MoveTo(TabId, usize),
    /// The one in front is wanted so many places on.
    Shift(isize),
    /// This one is more than looked at: the next one does not take its place.
    Pin(TabId),
    /// A copy of this one is wanted.
    Duplicate(TabId),
}

/// To the collections.
#[derive(Debug, Clone, PartialEq)]
pub enum LibraryMsg {
    /// A new collection is wanted.
    NewCollection,
    /// A new folder is wanted in this one, or in this collection.
    NewFolder(ItemId),
    /// A new request is wanted in this folder or collection.
    NewRequest(ItemId),
    /// A request is wanted in a tab.
    Open {
        /// Which one.
        item: ItemId,
        /// Whether the tab is to stay when another one is looked at.
        is_pinned: bool,
    },
    /// A folder or collection is open, or closed.
    Toggle(ItemId, bool),
    /// Only what has this in its name is wanted.
    Filter(String),
    /// The name is to be edited.
    StartRename(ItemId),
    /// The name stays as it is.
    StopRename,
    /// It is called this now: a request, a folder, a collection or an environment.
    Rename(ItemId, String),
    /// The notes on a folder or collection are this now.
    Notes(ItemId, String),
    /// A copy of it is wanted.
    Duplicate(ItemId),
    /// It is not wanted any more.
    Delete(ItemId),
    /// It is wanted somewhere else.
    Move {
        /// What.
        item: ItemId,
        /// Beside or in what.
        target: ItemId,
        /// Where of that.
        place: DropPlace,
    },
    /// It is wanted one step on.
    Step(ItemId, Step),
    /// The request of a tab is to be saved where it was opened from; where it was not, it is asked where.
    Save(TabId),
    /// The request of a tab is to be saved as a new one.
    SaveAs {
        /// Which tab.
        tab: TabId,
        /// In which folder or collection; nothing for a new collection.
        parent: Option<ItemId>,
        /// What it is called.
        name: String,
    },
}

/// Where something is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropPlace {
    /// Above the target.
    Before,
    /// Into the target, at its end.
    Inside,
    /// Below the target.
    After,
}

/// Where the keyboard moves something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Above the one before it.
    Up,
    /// Below the one after it.
    Down,
    /// Into the folder before it.
    In,
    /// Out of the folder it is in.
    Out,
}

/// To the variables.
#[derive(Debug, Clone, PartialEq)]
pub enum VariablesMsg {
    /// This environment is active, or none.
    Choose(Option<ItemId>),
    /// A new environment is wanted.
    NewEnvironment,
    /// A variable of a document changes. One with an id that is not there yet ([`crate::app::App::new_variable`]) is added.
    Edit(ItemId, ItemId, VariableEdit),
    /// A document has these variables now, and no others. Those that were there keep how they are kept.
    Replace(ItemId, Vec<Variable>),
    /// A name that nobody knows is to be defined.
    Define(String),
}

/// A change of one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableEdit {
    /// It counts, or not.
    Enabled(bool),
    /// A text of it is this now.
    Text(Cell, String),
    /// It is kept like this.
    Kind(VariableKind),
    /// It goes.
    Remove,
    /// It goes before that one, or to the end.
    MoveBefore(Option<ItemId>),
}

/// To the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryMsg {
    /// What was done is wanted in a tab.
    Open(ItemId),
    /// This day is to go, or all of it.
    Clear(Option<String>),
}

/// To all that is kept in this browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkspaceMsg {
    /// All of it is wanted as a file.
    Backup {
        /// Whether values that are secret are in it.
        with_secrets: bool,
    },
    /// A file is to be chosen that was made so.
    PickBackup,
    /// What is in that file is wanted back.
    Restore,
    /// The browser is to promise not to clear it.
    Persist,
    /// Something that was set aside is wanted as a file.
    DownloadAside(String),
    /// Something that was set aside is not wanted any more.
    RemoveAside(String),
}

/// What can stand before the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// Requests and commands to choose from.
    Palette,
    /// All keys.
    Shortcuts,
    /// Where to save the request of this tab.
    Save(TabId),
    /// The variables of this document.
    Variables(ItemId),
    /// The notes on this folder or collection.
    Notes(ItemId),
    /// What is kept in this browser.
    Storage,
    /// What is in a backup that was chosen.
    Restore,
}

/// To what a tab wants.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestMsg {
    /// The URL is this now.
    Url(String),
    /// The notes are this now.
    Notes(String),
    /// Rows change.
    Pairs(List, PairEdit),
    /// A setting's text is this now.
    Setting(Setting, String),
    /// A connection that is lost is opened again, or not.
    Reconnects(bool),
    /// What it talks to.
    Kind(Protocol),
    /// Something that is for Socket.IO alone.
    SocketIo(SocketIoMsg),
    /// The message is this now. Not that of Socket.IO: what was typed a moment ago is told when the kind has changed.
    Text(String),
    /// What stands in the editor is in this format now.
    Format(Format),
    /// What stands in the editor is to be laid out.
    Beautify,
    /// What stands in the editor is to be without white space.
    Minify,
}

/// To what a request has for Socket.IO alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocketIoMsg {
    /// These are the servers.
    Version(Version),
    /// This is talked over.
    Transports(Transports),
    /// This is how packets are written.
    Parser(Parser),
    /// What was missed is asked for, or not.
    Recovers(bool),
    /// The auth payload is this now.
    Auth(String),
    /// The path of the URL is meant for the handshake.
    UsePathForHandshake,
    /// The event is called this now.
    EventName(String),
    /// An ack is wanted, or not.
    WantsAck(bool),
    /// An argument is wanted behind the others.
    AddArg,
    /// This one is this now; what was typed a moment ago is told when another one is in the editor.
    ArgText(usize, String),
    /// This one is not wanted any more.
    RemoveArg(usize),
    /// Names without a choice of their own show, or not.
    AllEvents(bool),
    /// A name gets a choice of its own.
    AddListener(String),
    /// It has none any more.
    RemoveListener(String),
    /// The rows of a name show, or not.
    Show(String, bool),
    /// Only the rows of a name show, and those of others like it.
    Solo(String, bool),
    /// A name has this colour, from 0 to 7.
    Colour(String, u8),
}

/// Which rows of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The URL's query.
    Params,
    /// Headers.
    Headers,
    /// Subprotocols.
    Subprotocols,
}

/// To the live side of a tab.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionMsg {
    /// Connect was pressed.
    Connect,
    /// Disconnect, Cancel or Stop was pressed.
    Disconnect,
    /// Reconnect now was pressed.
    Reconnect,
    /// The server of the connection that failed is to be asked by HTTP.
    Probe,
    /// This part of the composer is wanted.
    Composer(ComposerTab),
    /// This argument is wanted in the editor.
    Arg(usize),
    /// What would most likely help is to be done, and the connection made again.
    Remedy,
    /// An event is to be answered with these arguments: what would stand between the brackets of a call.
    Answer(Seq, String),
    /// This message is to be found in the log and selected.
    Find(Seq),
    /// A file was chosen to be sent, or is not wanted any more. The driver has it.
    File(Option<PickedFile>),
    /// The request, or a report on its connection, is wanted in the clipboard.
    Copy(Snippet),
    /// It is there, or why it is not.
    Copied(Snippet, Result<(), String>),
    /// Send, or Connect and send, was pressed.
    Send,
    /// Clear was pressed.
    Clear,
    /// Undo clear was pressed.
    UndoClear,
    /// The text to search for is this now.
    Search(String),
    /// Only this direction is to show.
    Direction(Option<Direction>),
    /// These rows are on the screen now.
    Range {
        /// The topmost.
        first_row: i64,
        /// How many fit.
        n_rows: u32,
    },
    /// The newest rows are to stay in sight, or not.
    Follow(bool),
    /// The selection is to move.
    Move(Move),
    /// This row is selected.
    Select {
        /// Its number.
        row: i64,
        /// Its message.
        seq: Seq,
    },
    /// The selected message is to be shown in full.
    OpenDetail,
    /// The detail is to go.
    CloseDetail,
    /// The keyboard is wanted in the search box.
    FindInLog,
    /// The whole of the message in the detail is wanted.
    Body(BodyUse),
    /// The driver has done with the body, or could not, and says why.
    BodyDone(BodyUse, Result<(), String>),
    /// Its worker said something.
    Said(FromSession),
    /// Its worker is gone, and why.
    Died(String),
}

/// Where the selection goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// So many rows down, or up when negative.
    By(i64),
    /// So many screens down, or up when negative.
    Screens(i64),
    /// The oldest row.
    First,
    /// The newest rows, and those to come.
    Last,
}

/// To a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeMsg {
    /// Its action is wanted.
    Act,
    /// It has been read.
    Dismiss,
}

/// To what the page is kept in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageMsg {
    /// The value of a key is kept.
    Saved(String),
    /// The value of a key could not be kept, and why.
    Failed(String, String),
    /// It is this page's turn: what stands under the keys asked for.
    Turn(Vec<(String, Option<String>)>),
    /// Another page has changed a value, or removed it.
    Changed(String, Option<String>),
    /// The UTF-16 units that are used by everything of this origin, keys included.
    Used(u64),
    /// Whether the browser promised to keep the storage.
    Persisted(bool),
    /// A file that was chosen: its name and text, or why it cannot be read.
    Picked(String, Result<String, String>),
}
