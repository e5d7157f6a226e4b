//! Everything the page can ask of the world.

use crate::app::snippet::Snippet;
use crate::ids::TabId;
use crate::time::Time;
use crate::wire::{Emit, ToSession};

/// What is asked for. Order is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell a tab's session; its worker is started if there is none.
    ToSession(TabId, ToSession),
    /// End a tab's worker, and with it its socket and its log.
    EndSession(TabId),
    /// Keep a value under a key, and say how that went.
    Save {
        /// The key below the page's own prefix, such as `tabs/open`.
        key: String,
        /// What to keep.
        value: String,
    },
    /// Wait for this page's turn to write, by a lock among the pages of this origin, then say what stands under these keys with
    /// [`super::msg::StorageMsg::Turn`], within the turn: what is saved while that is taken in is saved in it.
    TakeTurn {
        /// Below the page's own prefix.
        keys: Vec<String>,
        /// The page is about to go: there is no time to wait.
        is_leaving: bool,
    },
    /// Remove a key.
    Remove {
        /// Below the page's own prefix.
        key: String,
    },
    /// Keep a value for this browser session only.
    SaveForSession {
        /// Below the page's own prefix.
        key: String,
        /// What to keep.
        value: String,
    },
    /// Ask the browser not to clear this page's storage when space is short.
    Persist,
    /// Say with [`super::msg::StorageMsg::Persisted`] if the browser has promised that already.
    LookPersistent,
    /// Let the person choose a file, and say what is in it with [`super::msg::StorageMsg::Picked`].
    PickFile,
    /// Tell a tab's session to send the file that was chosen there; the file goes with it. As one argument of an event, with
    /// the event and which of its attachments the file is.
    SendFile(TabId, Option<(Emit, u32)>),
    /// Put a text into the clipboard, and say to the tab how that went.
    Copy(TabId, Snippet, String),
    /// Give the person a file.
    Download {
        /// Its name.
        name: String,
        /// What is in it.
        text: String,
    },
    /// Give the person what stands under a key as a file.
    DownloadKey {
        /// Below the page's own prefix.
        key: String,
    },
    /// Show the page in this theme.
    ShowTheme {
        /// Dark or light.
        is_dark: bool,
    },
    /// Say [`super::msg::Msg::Woke`] at this moment, and not at the one asked for before.
    WakeAt(Option<Time>),
    /// Put the keyboard's focus there, once it is drawn.
    Focus(Focus),
}

/// What can be asked to have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The URL of the active tab.
    Url,
    /// The search box of the log.
    Search,
    /// The rows of the log.
    Log,
    /// The first field of the composer that is wrong.
    Problem,
    /// The button of the environments.
    Environment,
    /// The tree of the collections.
    Tree,
}
