//! The collections as a tree, and what is done to them there.

use std::rc::Rc;

use duplex_core::app::App;
use duplex_core::app::library::TreeItem;
use duplex_core::app::library::document::Kind;
use duplex_core::app::msg::{self, LibraryMsg, Msg, TabsMsg};
use duplex_core::app::tabs::Tab;
use duplex_core::ids::ItemId;
use duplex_core::wire::Status;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::row_menu::RowMenu;
use crate::store::{press, use_select, use_send, use_store};
use crate::ui::button::{ButtonKind, button, icon_button};
use crate::ui::css::use_css;
use crate::ui::field::SearchField;
use crate::ui::icon::IconName;
use crate::ui::tree::{DropPlace, StepTo, Tree, TreeAction, TreeRow};
use crate::view::request_bar::tone_and_capitals;

/// What a [`CollectionsPane`] is given.
#[derive(PartialEq, Properties)]
pub struct CollectionsPaneProps {
    /// A request was chosen, and shows.
    pub onopen: Callback<()>,
}

/// What the tree shows of the tabs.
#[derive(Clone, Debug, Default, PartialEq)]
struct Marks {
    current: Option<ItemId>,
    live: Vec<ItemId>,
    unsaved: Vec<ItemId>,
}

impl Marks {
    fn of(app: &App) -> Marks {
        let mut marks = Marks::default();
        for tab in app.tabs().open().iter() {
            let Some(item) = tab.origin.as_ref().map(|origin| origin.item) else { continue };
            if tab.id == app.tabs().active() {
                marks.current = Some(item);
            }
            if matches!(*app.mirror(tab.id).status, Status::Connected { .. }) {
                marks.live.push(item);
            }
            if app.unsaved().contains(&tab.id) {
                marks.unsaved.push(item);
            }
        }
        marks
    }

    fn row(&self, item: &TreeItem) -> TreeRow {
        TreeRow {
            id: item.id.0,
            label: AttrValue::Rc(Rc::clone(&item.name)),
            level: item.level,
            position: item.position,
            set_size: item.set_size,
            open: item.is_open,
            badge: item.kind.map(tone_and_capitals),
            is_live: self.live.contains(&item.id),
            is_unsaved: self.unsaved.contains(&item.id),
            is_strong: item.level == 1,
            note: match item.n_requests {
                n_requests if item.is_open == Some(false) && n_requests > 0 => n_requests.to_string().into(),
                _ => AttrValue::default(),
            },
        }
    }
}

/// The collections.
#[component]
pub fn CollectionsPane(props: &CollectionsPaneProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        flex: 1;
        min-height: 0;
        > .bar { display: flex; gap: 4px; padding: 8px 8px 2px; }
        > .bar > :first-child { flex: 1; margin-right: 4px; }
        > .tree { flex: 1; min-height: 0; }
        > .none { display: grid; justify-items: start; gap: 8px; padding: 12px 14px; color: var(--text-muted); overflow: auto; }
        code { font: var(--text-sm) var(--font-mono); }
        "#,
    );
    let (send, store) = (use_send(), use_store());
    let root = use_node_ref();
    let tree = use_select((), |app, ()| app.tree().clone());
    let marks = use_select((), |app, ()| Marks::of(app));
    let filter = use_select((), |app, ()| AttrValue::from(app.tree_filter().to_string()));
    let renaming = use_select((), |app, ()| app.renaming());
    let has_any = use_select((), |app, ()| !app.library().of_kind(Kind::Collection).is_empty());
    let has_demo = use_select((), |app, ()| !app.environment().demo_url.is_empty());
    let menu = use_state_eq(|| None::<(ItemId, (i32, i32))>);
    let current = marks.current.map(|item| item.0);
    let rows = use_memo((tree, marks), |(tree, marks)| tree.iter().map(|item| marks.row(item)).collect::<Rc<[_]>>());

    // With its last row the tree goes, and the focus with it.
    use_effect_with(rows.is_empty(), {
        let root = root.clone();
        move |is_empty| {
            if *is_empty {
                catch_focus(&root);
            }
        }
    });
    let onaction = {
        let (send, menu, onopen) = (send.clone(), menu.clone(), props.onopen.clone());
        Callback::from(move |action: TreeAction| {
            let library = |msg| send.emit(Msg::Library(msg));
            match action {
                TreeAction::Look(id) => {
                    send.emit(store.read(|app| look(app, ItemId(id))));
                    onopen.emit(());
                }
                TreeAction::Open(id) => {
                    library(LibraryMsg::Open { item: ItemId(id), is_pinned: true });
                    onopen.emit(());
                }
                TreeAction::Toggle(id, is_open) => library(LibraryMsg::Toggle(ItemId(id), is_open)),
                TreeAction::StartRename(id) => library(LibraryMsg::StartRename(ItemId(id))),
                TreeAction::Rename(id, name) => library(LibraryMsg::Rename(ItemId(id), name)),
                TreeAction::StopRename => library(LibraryMsg::StopRename),
                TreeAction::Delete(id) => library(LibraryMsg::Delete(ItemId(id))),
                TreeAction::Duplicate(id) => library(LibraryMsg::Duplicate(ItemId(id))),
                TreeAction::Menu { id, x, y } => menu.set(Some((ItemId(id), (x, y)))),
                TreeAction::Move { id, target, place } => {
                    library(LibraryMsg::Move { item: ItemId(id), target: ItemId(target), place: place_of(place) });
                }
                TreeAction::Step { id, to } => library(LibraryMsg::Step(ItemId(id), step_of(to))),
            }
        })
    };
    let on_new = press(&send, (), |()| Msg::Tabs(TabsMsg::New { request: Box::default(), connect: false }));
    let on_collection = press(&send, (), |()| Msg::Library(LibraryMsg::NewCollection));
    let on_filter = send.reform(|text| Msg::Library(LibraryMsg::Filter(text)));
    html! {
        <div ref={root} class={style}>
            <div class="bar">
                <SearchField name="Filter collections" placeholder="Filter" value={filter} oninput={on_filter} kind="text" />
                { icon_button(IconName::Plus, "New request", true, on_new) }
                if has_any { { icon_button(IconName::NewFolder, "New collection", true, on_collection.clone()) } }
            </div>
            if !rows.is_empty() {
                <div class="tree">
                    <Tree
                        name="Collections"
                        rows={Rc::clone(&*rows)}
                        {current}
                        renaming={renaming.map(|item| item.0)}
                        {onaction}
                    />
                </div>
            } else if has_any {
                <div class="none">
                    <p role="status">{ "Nothing has this in its name or URL." }</p>
                    { button(
                        ButtonKind::Plain,
                        "Clear filter",
                        press(&send, (), |()| Msg::Library(LibraryMsg::Filter(String::new()))),
                    ) }
                </div>
            } else {
                <div class="none">
                    <p>{ "A collection keeps requests together, in folders and with variables of their own." }</p>
                    { button(ButtonKind::Plain, "New collection", on_collection) }
                    if !has_demo {
                        <p>
                            { "To see messages at once, run " }<code>{ "cargo xtask serve" }</code>
                            { " in a clone of the project: it starts a demo server that echoes, ticks, floods and hangs up." }
                        </p>
                    }
                </div>
            }
            if let Some((item, at)) = *menu {
                <RowMenu
                    {item}
                    {at}
                    onclose={Callback::from(move |()| menu.set(None))}
                    onopen={props.onopen.clone()}
                />
            }
        </div>
    }
}

/// A click on what shows already keeps it.
fn look(app: &App, item: ItemId) -> Msg {
    let is_of = |tab: &Tab| tab.origin.as_ref().is_some_and(|origin| origin.item == item);
    let active = app.tabs().active();
    match app.tabs().get(active) {
        Some(tab) if is_of(tab) => Msg::Tabs(TabsMsg::Pin(active)),
        Some(_) | None => Msg::Library(LibraryMsg::Open { item, is_pinned: false }),
    }
}

fn place_of(place: DropPlace) -> msg::DropPlace {
    match place {
        DropPlace::Before => msg::DropPlace::Before,
        DropPlace::Inside => msg::DropPlace::Inside,
        DropPlace::After => msg::DropPlace::After,
    }
}

fn step_of(to: StepTo) -> msg::Step {
    match to {
        StepTo::Up => msg::Step::Up,
        StepTo::Down => msg::Step::Down,
        StepTo::In => msg::Step::In,
        StepTo::Out => msg::Step::Out,
    }
}

/// Takes the focus to the first button below the bar, if nothing has it.
fn catch_focus(root: &NodeRef) {
    let Some(root) = root.cast::<Element>() else { return };
    let active = root.owner_document().and_then(|document| document.active_element());
    let is_lost = active.is_none_or(|active| active.tag_name() == "BODY");
    let button = root.query_selector(".none button").ok().flatten();
    if let Some(button) = button.filter(|_| is_lost).and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // Refused only by an element that left the page.
        let _ = button.focus();
    }
}
