//! Live values to and from what the latest version stores: the only place that knows both.

use super::v1;
use crate::app::tabs::{Tab, Tabs};
use crate::app::theme::Theme;
use crate::format::Format;
use crate::ids::TabId;
use crate::request::{Message, Request};
use crate::session::log::Direction;
use crate::session::log::view::Filter;

/// As it is stored.
pub fn from_tabs(tabs: &Tabs) -> v1::Tabs {
    let tab = |tab: &Tab| v1::Tab {
        id: tab.id.0,
        url: tab.request.url.clone(),
        format: tab.request.message.format.name().to_string(),
        text: tab.request.message.text.clone(),
        search: tab.filter.text.clone(),
        direction: tab.filter.direction.map(|direction| direction.name().to_string()),
    };
    v1::Tabs { active: tabs.active().0, tabs: tabs.open().iter().map(|shared| tab(shared)).collect() }
}

/// As it lives. A format that is unknown becomes text: the message itself is kept as it stands.
pub fn to_tabs(stored: v1::Tabs) -> Tabs {
    let tab = |tab: v1::Tab| Tab {
        id: TabId(tab.id),
        request: Request {
            url: tab.url,
            message: Message { format: Format::named(&tab.format).unwrap_or_default(), text: tab.text },
        },
        filter: Filter {
            text: tab.search,
            direction: [Direction::Incoming, Direction::Outgoing, Direction::System]
                .into_iter()
                .find(|direction| Some(direction.name()) == tab.direction.as_deref()),
        },
    };
    Tabs::new(stored.tabs.into_iter().map(tab).collect(), TabId(stored.active))
}

/// As it is stored.
pub fn from_theme(theme: Theme) -> v1::Theme {
    match theme {
        Theme::System => v1::Theme::System,
        Theme::Light => v1::Theme::Light,
        Theme::Dark => v1::Theme::Dark,
    }
}

/// As it lives.
pub fn to_theme(stored: v1::Theme) -> Theme {
    match stored {
        v1::Theme::System => Theme::System,
        v1::Theme::Light => Theme::Light,
        v1::Theme::Dark => Theme::Dark,
    }
}
