//! One symbol from `static/icons.svg`, in the colour of the text around it.

use yew::prelude::*;

use super::css::css_class;

/// Which symbol. Each is one `<symbol>` of `static/icons.svg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// The two arrows of the name.
    Logo,
    /// A plus: add.
    Plus,
    /// A cross: close, dismiss, remove.
    Close,
    /// A magnifying glass.
    Search,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A bin.
    Trash,
    /// A small arrow head, down.
    ChevronDown,
    /// A small arrow head, up.
    ChevronUp,
    /// An arrow up.
    ArrowUp,
    /// An arrow down.
    ArrowDown,
    /// A triangle with an exclamation mark.
    Warning,
    /// A circle with an i.
    Info,
    /// An arrow turning back.
    Undo,
    /// A sheet of paper with a folded corner.
    File,
    /// A sheet in one column.
    Column,
    /// A sheet in two columns.
    Columns,
    /// An eye: show.
    Eye,
    /// An eye struck out: hide.
    EyeOff,
    /// Three dots: what else can be done.
    More,
    /// Three lines: a menu.
    Menu,
    /// A small arrow head, to the right.
    ChevronRight,
    /// A folder.
    Folder,
    /// A folder with a plus.
    NewFolder,
    /// An arrow down into a tray.
    Download,
    /// A tick.
    Check,
    /// Two braces.
    Variable,
    /// A disk.
    Save,
}

impl IconName {
    /// The symbol's place, relative to the page.
    fn href(self) -> &'static str {
        match self {
            Self::Logo => "icons.svg#logo",
            Self::Plus => "icons.svg#plus",
            Self::Close => "icons.svg#close",
            Self::Search => "icons.svg#search",
            Self::Sun => "icons.svg#sun",
            Self::Moon => "icons.svg#moon",
            Self::Trash => "icons.svg#trash",
            Self::ChevronDown => "icons.svg#chevron-down",
            Self::ChevronUp => "icons.svg#chevron-up",
            Self::ArrowUp => "icons.svg#arrow-up",
            Self::ArrowDown => "icons.svg#arrow-down",
            Self::Warning => "icons.svg#warning",
            Self::Info => "icons.svg#info",
            Self::Undo => "icons.svg#undo",
            Self::File => "icons.svg#file",
            Self::Column => "icons.svg#column",
            Self::Columns => "icons.svg#columns",
            Self::Eye => "icons.svg#eye",
            Self::EyeOff => "icons.svg#eye-off",
            Self::More => "icons.svg#more",
            Self::Menu => "icons.svg#menu",
            Self::ChevronRight => "icons.svg#chevron-right",
            Self::Folder => "icons.svg#folder",
            Self::NewFolder => "icons.svg#new-folder",
            Self::Download => "icons.svg#download",
            Self::Check => "icons.svg#check",
            Self::Variable => "icons.svg#variable",
            Self::Save => "icons.svg#save",
        }
    }
}

/// A symbol, so many pixels wide and high, hidden from screen readers: what it means is said by the control around it.
pub fn icon(name: IconName, size: u32) -> Html {
    let style = css_class("display: block; flex: none;");
    let size = size.to_string();
    html! {
        <svg class={style} width={size.clone()} height={size} aria-hidden="true" focusable="false">
            <use href={name.href()} />
        </svg>
    }
}
