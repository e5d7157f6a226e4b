//! The open tabs.

use std::rc::Rc;

use duplex_core::app::msg::{Msg, TabsMsg};
use duplex_core::ids::TabId;
use duplex_core::wire::Status;
use yew::prelude::*;

use crate::store::{press, use_select, use_send};
use crate::ui::button::icon_button;
use crate::ui::icon::IconName;
use crate::ui::tabs::{TabItem, TabList, TabStyle};
use crate::view::request_bar::chip;

/// The id of the element that shows the tab in front.
pub const PANEL: &str = "request";

/// The open tabs.
#[component]
pub fn RequestTabs() -> Html {
    let send = use_send();
    let tabs = use_select((), |app, ()| app.tabs().open().clone());
    let active = use_select((), |app, ()| app.tabs().active());
    let live = use_select((), |app, ()| {
        let is_live = |tab: TabId| matches!(*app.mirror(tab).status, Status::Connected { .. });
        // One bit a tab; the dots of those past the 64th can wait.
        app.tabs()
            .open()
            .iter()
            .take(64)
            .enumerate()
            .fold(0u64, |bits, (index, tab)| bits | u64::from(is_live(tab.id)) << index)
    });
    let items: Rc<[TabItem]> = tabs
        .iter()
        .enumerate()
        .map(|(index, tab)| {
            let is_live = index < 64 && live >> index & 1 == 1;
            let url = tab.request.url.trim();
            TabItem {
                id: u64::from(tab.id.0),
                label: AttrValue::from(tab.request.title().to_string()),
                title: (!url.is_empty()).then(|| match is_live {
                    true => AttrValue::from(format!("{url} · connected")),
                    false => AttrValue::from(url.to_string()),
                }),
                badge: Some(chip(tab.request.kind)),
                live: is_live,
                closable: true,
                ..TabItem::default()
            }
        })
        .collect();
    let is_alone = use_select((), |app, ()| app.tabs().shown().1.is_none());
    let on_beside = press(&send, (), |()| Msg::Tabs(TabsMsg::ToggleBeside));
    let on_new = press(&send, (), |()| Msg::Tabs(TabsMsg::New { request: Box::default(), connect: false }));
    html! {
        <TabList
            name="Open requests"
            tabs={items}
            selected={u64::from(active.0)}
            onselect={send.reform(|id| Msg::Tabs(TabsMsg::Select(TabId(id as u32))))}
            onclose={send.reform(|id| Msg::Tabs(TabsMsg::Close(TabId(id as u32))))}
            style={TabStyle::Request}
            panel={PANEL}
            end={html! {
                <>
                    { icon_button(IconName::Plus, "New tab", true, on_new) }
                    <span class="beside">
                        { match is_alone {
                            true => icon_button(IconName::Columns, "Show two side by side", true, on_beside),
                            false => icon_button(IconName::Column, "Show one alone", true, on_beside),
                        } }
                    </span>
                </>
            }}
        />
    }
}
