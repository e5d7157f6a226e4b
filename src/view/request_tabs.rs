//! The open tabs: their marks, their names, their order, and a menu each.

use std::rc::Rc;

use duplex_core::app::commands::{self, Command};
use duplex_core::app::msg::{LibraryMsg, Msg, Overlay, TabsMsg};
use duplex_core::ids::TabId;
use duplex_core::wire::Status;
use yew::prelude::*;

use crate::store::{press, use_select, use_send};
use crate::ui::button::icon_button;
use crate::ui::icon::IconName;
use crate::ui::menu::{Menu, MenuItem, MenuPlace};
use crate::ui::tabs::{TabItem, TabList, TabStyle};
use crate::view::request_bar::chip;

/// The id of the element that shows the tab in front.
pub const PANEL: &str = "request";

/// What the menu of a tab offers. The commands are for the tab in front, so only some have keys to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Rename,
    Save,
    SaveAs,
    Duplicate,
    Close,
    CloseOthers,
    Reopen,
}

impl Act {
    const ALL: [(Act, &'static str); 7] = [
        (Act::Rename, "Rename"),
        (Act::Save, "Save"),
        (Act::SaveAs, "Save as…"),
        (Act::Duplicate, "Duplicate"),
        (Act::Close, "Close"),
        (Act::CloseOthers, "Close others"),
        (Act::Reopen, "Reopen closed tab"),
    ];

    fn keys(self, is_mac: bool) -> AttrValue {
        let command = match self {
            Act::Rename => return AttrValue::Static("F2"),
            Act::Save => Command::Save,
            Act::SaveAs => Command::SaveAs,
            Act::Duplicate => Command::DuplicateTab,
            Act::Close => Command::CloseTab,
            Act::CloseOthers => Command::CloseOthers,
            Act::Reopen => Command::ReopenTab,
        };
        commands::keys_of(command, is_mac).into()
    }

    fn message(self, tab: TabId) -> Msg {
        Msg::Tabs(match self {
            Act::Rename => TabsMsg::StartRename(Some(tab)),
            Act::Save => return Msg::Library(LibraryMsg::Save(tab)),
            Act::SaveAs => return Msg::Show(Some(Overlay::Save(tab))),
            Act::Duplicate => TabsMsg::Duplicate(tab),
            Act::Close => TabsMsg::Close(tab),
            Act::CloseOthers => TabsMsg::CloseOthers(tab),
            Act::Reopen => TabsMsg::Reopen,
        })
    }
}

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
    let unsaved = use_select((), |app, ()| app.unsaved().clone());
    let renaming = use_select((), |app, ()| app.renaming_tab());
    let can_reopen = use_select((), |app, ()| app.can_reopen());
    let is_mac = use_select((), |app, ()| app.environment().is_mac);
    let menu = use_state_eq(|| None::<(TabId, i32, i32)>);
    let items: Rc<[TabItem]> = tabs
        .iter()
        .enumerate()
        .map(|(index, tab)| {
            let is_live = index < 64 && live >> index & 1 == 1;
            let is_unsaved = unsaved.contains(&tab.id);
            let marks = [
                (tab.request.url.trim(), true),
                ("connected", is_live),
                ("unsaved changes", is_unsaved),
                ("preview: the next one takes its place", tab.is_preview),
            ];
            let marks = marks.into_iter().filter(|(words, is_on)| *is_on && !words.is_empty());
            let title = marks.map(|(words, _)| words).collect::<Vec<_>>().join(" · ");
            TabItem {
                id: u64::from(tab.id.0),
                label: AttrValue::from(tab.request.title().to_string()),
                title: (!title.is_empty()).then(|| title.into()),
                badge: Some(chip(tab.request.kind)),
                live: is_live,
                is_unsaved,
                is_preview: tab.is_preview,
                closable: true,
                ..TabItem::default()
            }
        })
        .collect();
    let is_alone = use_select((), |app, ()| app.tabs().shown().1.is_none());
    let on_beside = press(&send, (), |()| Msg::Tabs(TabsMsg::ToggleBeside));
    let on_new = press(&send, (), |()| Msg::Tabs(TabsMsg::New { request: Box::default(), connect: false }));
    let tab_of = |id: u64| TabId(id as u32);
    let onmenu = {
        let menu = menu.clone();
        Callback::from(move |(id, x, y)| menu.set(Some((tab_of(id), x, y))))
    };
    let tab_menu = (*menu).map(|(tab, x, y)| {
        let items: Rc<[MenuItem]> = Act::ALL
            .iter()
            .map(|&(act, label)| MenuItem {
                hint: act.keys(is_mac),
                enabled: match act {
                    Act::CloseOthers => tabs.len() > 1,
                    Act::Reopen => can_reopen,
                    Act::Rename | Act::Save | Act::SaveAs | Act::Duplicate | Act::Close => true,
                },
                starts_group: matches!(act, Act::Save | Act::Close),
                ..MenuItem::new(act as u64, label)
            })
            .collect();
        let onchoose = {
            let send = send.clone();
            Callback::from(move |id: u64| {
                if let Some((act, _)) = Act::ALL.iter().find(|(act, _)| *act as u64 == id) {
                    send.emit(act.message(tab));
                }
            })
        };
        let title = tabs.iter().find(|open| open.id == tab).map_or("", |open| open.request.title());
        let menu = menu.clone();
        html! {
            <Menu
                name={format!("Actions of {title}")}
                {items}
                place={MenuPlace::At(x, y)}
                {onchoose}
                onclose={Callback::from(move |()| menu.set(None))}
            />
        }
    });
    html! {
        <>
        <TabList
            name="Open requests"
            tabs={items}
            selected={u64::from(active.0)}
            onselect={send.reform(move |id| Msg::Tabs(TabsMsg::Select(tab_of(id))))}
            onclose={send.reform(move |id| Msg::Tabs(TabsMsg::Close(tab_of(id))))}
            onrename={Some(send.reform(move |(id, name)| Msg::Tabs(TabsMsg::Rename(tab_of(id), name))))}
            renaming={renaming.map(|tab| u64::from(tab.0))}
            onrenaming={send.reform(move |id: Option<u64>| Msg::Tabs(TabsMsg::StartRename(id.map(tab_of))))}
            onmove={Some(send.reform(move |(id, place)| Msg::Tabs(TabsMsg::MoveTo(tab_of(id), place))))}
            onmenu={Some(onmenu)}
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
        { tab_menu.unwrap_or_default() }
        </>
    }
}
