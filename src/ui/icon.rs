//! One symbol from `static/icons.svg`, in the colour of the text around it.

use crate::ui::css::use_css;
use yew::prelude::*;

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
    /// A half-filled circle: light or dark.
    Theme,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A cog wheel.
    Settings,
    /// A bin.
    Trash,
    /// Two sheets.
    Copy,
    /// An arrow onto a line, down: save, export.
    Download,
    /// An arrow off a line, up: open, import.
    Upload,
    /// A line that turns back: wrap long lines.
    Wrap,
    /// The Enter key's arrow.
    Enter,
    /// A small arrow head, down.
    ChevronDown,
    /// A small arrow head, right.
    ChevronRight,
    /// An arrow up.
    ArrowUp,
    /// An arrow down.
    ArrowDown,
    /// A filled dot.
    Dot,
    /// A triangle with an exclamation mark.
    Warning,
    /// A circle with an i.
    Info,
    /// An arrow turning back.
    Undo,
    /// A pair of braces: pretty print.
    Braces,
    /// Three lines.
    Menu,
    /// Two bars.
    Pause,
    /// A triangle to the right.
    Play,
    /// A tick.
    Check,
    /// A pencil.
    Edit,
    /// A disk.
    Save,
    /// A link of a chain.
    Link,
    /// Three dots: more.
    More,
    /// A folder.
    Folder,
}

impl IconName {
    /// The symbol's place, relative to the page.
    fn href(self) -> &'static str {
        match self {
            Self::Logo => "icons.svg#logo",
            Self::Plus => "icons.svg#plus",
            Self::Close => "icons.svg#close",
            Self::Search => "icons.svg#search",
            Self::Theme => "icons.svg#theme",
            Self::Sun => "icons.svg#sun",
            Self::Moon => "icons.svg#moon",
            Self::Settings => "icons.svg#settings",
            Self::Trash => "icons.svg#trash",
            Self::Copy => "icons.svg#copy",
            Self::Download => "icons.svg#download",
            Self::Upload => "icons.svg#upload",
            Self::Wrap => "icons.svg#wrap",
            Self::Enter => "icons.svg#enter",
            Self::ChevronDown => "icons.svg#chevron-down",
            Self::ChevronRight => "icons.svg#chevron-right",
            Self::ArrowUp => "icons.svg#arrow-up",
            Self::ArrowDown => "icons.svg#arrow-down",
            Self::Dot => "icons.svg#dot",
            Self::Warning => "icons.svg#warning",
            Self::Info => "icons.svg#info",
            Self::Undo => "icons.svg#undo",
            Self::Braces => "icons.svg#braces",
            Self::Menu => "icons.svg#menu",
            Self::Pause => "icons.svg#pause",
            Self::Play => "icons.svg#play",
            Self::Check => "icons.svg#check",
            Self::Edit => "icons.svg#edit",
            Self::Save => "icons.svg#save",
            Self::Link => "icons.svg#link",
            Self::More => "icons.svg#more",
            Self::Folder => "icons.svg#folder",
        }
    }
}

/// What an [`Icon`] is given.
#[derive(PartialEq, Properties)]
pub struct IconProps {
    /// Which symbol.
    pub name: IconName,
    /// Its edge in pixels.
    #[prop_or(16)]
    pub size: u32,
}

/// A symbol, hidden from screen readers: what it means is said by the control around it.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    let style = use_css("display: block; flex: none;");
    let size = props.size.to_string();
    html! {
        <svg class={style} width={size.clone()} height={size} aria-hidden="true" focusable="false">
            <use href={props.name.href()} />
        </svg>
    }
}
