//! What can be done with a row of the collections: its menu.

use std::rc::Rc;

use duplex_core::app::library::entry::Value;
use duplex_core::app::msg::{LibraryMsg, Msg, Overlay, Step};
use duplex_core::ids::ItemId;
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::menu::{Menu, MenuItem, MenuPlace};

/// What a [`RowMenu`] is given.
#[derive(PartialEq, Properties)]
pub struct RowMenuProps {
    /// Of what.
    pub item: ItemId,
    /// How far from the window's left and upper edge.
    pub at: (i32, i32),
    /// It is to be closed.
    pub onclose: Callback<()>,
    /// Its request is shown.
    pub onopen: Callback<()>,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Request,
    Folder,
    Collection,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Open,
    NewRequest,
    NewFolder,
    Rename,
    Duplicate,
    Notes,
    Variables,
    Up,
    Down,
    Delete,
}

impl Act {
    const ALL: [(Act, &'static str); 10] = [
        (Act::Open, "Open"),
        (Act::NewRequest, "New request"),
        (Act::NewFolder, "New folder"),
        (Act::Rename, "Rename"),
        (Act::Duplicate, "Duplicate"),
        (Act::Notes, "Notes…"),
        (Act::Variables, "Variables…"),
        (Act::Up, "Move up"),
        (Act::Down, "Move down"),
        (Act::Delete, "Delete"),
    ];

    fn is_of(self, kind: Kind) -> bool {
        match self {
            Act::Open => kind == Kind::Request,
            Act::NewRequest | Act::NewFolder | Act::Notes => kind != Kind::Request,
            Act::Variables => kind == Kind::Collection,
            Act::Rename | Act::Duplicate | Act::Up | Act::Down | Act::Delete => true,
        }
    }

    /// The keys that do the same on the row.
    fn keys(self, is_mac: bool) -> &'static str {
        match (self, is_mac) {
            (Act::Open, _) => "Enter",
            (Act::Rename, _) => "F2",
            (Act::Duplicate, false) => "Ctrl D",
            (Act::Duplicate, true) => "⌘ D",
            (Act::Up, false) => "Alt ↑",
            (Act::Up, true) => "⌥ ↑",
            (Act::Down, false) => "Alt ↓",
            (Act::Down, true) => "⌥ ↓",
            (Act::Delete, _) => "Del",
            (Act::NewRequest | Act::NewFolder | Act::Notes | Act::Variables, _) => "",
        }
    }

    fn message(self, item: ItemId) -> Msg {
        Msg::Library(match self {
            Act::Open => LibraryMsg::Open { item, is_pinned: true },
            Act::NewRequest => LibraryMsg::NewRequest(item),
            Act::NewFolder => LibraryMsg::NewFolder(item),
            Act::Rename => LibraryMsg::StartRename(item),
            Act::Duplicate => LibraryMsg::Duplicate(item),
            Act::Notes => return Msg::Show(Some(Overlay::Notes(item))),
            Act::Variables => return Msg::Show(Some(Overlay::Variables(item))),
            Act::Up => LibraryMsg::Step(item, Step::Up),
            Act::Down => LibraryMsg::Step(item, Step::Down),
            Act::Delete => LibraryMsg::Delete(item),
        })
    }
}

/// The menu of a row.
#[component]
pub fn RowMenu(props: &RowMenuProps) -> Html {
    let item = props.item;
    let send = use_send();
    let is_mac = use_select((), |app, ()| app.environment().is_mac);
    let (kind, name) = use_select(item, |app, item| {
        let value = app.library().value(*item);
        let kind = match value {
            Some(Value::Request(_)) => Kind::Request,
            Some(Value::Folder(_)) if app.library().document(*item).is_none() => Kind::Folder,
            Some(Value::Folder(_) | Value::Variable(_)) | None => Kind::Collection,
        };
        (kind, value.map_or("", Value::name).to_string())
    });
    let acts = Act::ALL.iter().filter(|(act, _)| act.is_of(kind));
    let items: Rc<[MenuItem]> = acts
        .map(|&(act, label)| MenuItem {
            hint: AttrValue::Static(act.keys(is_mac)),
            is_danger: act == Act::Delete,
            starts_group: matches!(act, Act::Rename | Act::Notes | Act::Up | Act::Delete),
            ..MenuItem::new(act as u64, label)
        })
        .collect();
    let onopen = props.onopen.clone();
    let onchoose = Callback::from(move |id: u64| {
        if let Some((act, _)) = Act::ALL.iter().find(|(act, _)| *act as u64 == id) {
            send.emit(act.message(item));
            if *act == Act::Open {
                onopen.emit(());
            }
        }
    });
    html! {
        <Menu
            name={format!("Actions of {name}")}
            {items}
            place={MenuPlace::At(props.at.0, props.at.1)}
            {onchoose}
            onclose={props.onclose.clone()}
        />
    }
}
