//! Where a request is saved, and under which name.

use std::rc::Rc;

use duplex_core::app::App;
use duplex_core::app::library::TreeItem;
use duplex_core::app::msg::{LibraryMsg, Msg};
use duplex_core::ids::{ItemId, TabId};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, MouseEvent};
use yew::prelude::*;

use crate::store::{press, use_select, use_send, use_store};
use crate::ui::button::{ButtonKind, button};
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;
use crate::ui::field::SmallField;
use crate::ui::icon::IconName;
use crate::ui::list_box::{ListBox, ListOption};

/// The choice that is no folder yet. No item has this id: it is what stands for a document's outside.
const NEW: ItemId = ItemId(0);

/// What a [`SaveDialog`] is given.
#[derive(PartialEq, Properties)]
pub struct SaveDialogProps {
    /// Whose request.
    pub tab: TabId,
}

/// The dialog.
#[component]
pub fn SaveDialog(&SaveDialogProps { tab }: &SaveDialogProps) -> Html {
    let style = use_css("display: grid; gap: 16px;");
    let (send, store) = (use_send(), use_store());
    let root = use_node_ref();
    // Other pages can change the library while this is open.
    let library = use_select((), |app, ()| app.library().clone());
    let options = use_memo(library, |_| store.read(|app| options(&app.folders())));
    let name = use_state(|| store.read(|app| title(app, tab)));
    let chosen = use_state(|| store.read(|app| beside(app, tab)));
    let has_tried = use_state_eq(|| false);

    // All of the name is marked: what is typed takes its place.
    use_effect_with((), {
        let root = root.clone();
        move |()| {
            if let Some(input) = input(&root) {
                input.select();
            }
        }
    });
    let is_there = |id: ItemId| options.iter().any(|option| option.id == id.0);
    let first = options.first().map_or(NEW, |option| ItemId(option.id));
    let parent = chosen.filter(|id| is_there(*id)).unwrap_or(first);
    let is_nameless = name.trim().is_empty();
    let on_save = {
        let (send, name, has_tried, root) = (send.clone(), name.clone(), has_tried.clone(), root.clone());
        Callback::from(move |()| {
            if is_nameless {
                has_tried.set(true);
                if let Some(input) = input(&root) {
                    // Refused only by an element that left the page.
                    let _ = input.focus();
                }
                return;
            }
            let parent = (parent != NEW).then_some(parent);
            send.emit(Msg::Library(LibraryMsg::SaveAs { tab, parent, name: name.trim().to_string() }));
        })
    };
    let onselect = Callback::from(move |id: u64| chosen.set(Some(ItemId(id))));
    html! {
        <Dialog
            title="Save request"
            onclose={send.reform(|()| Msg::Show(None))}
            actions={html! {
                <>
                    { button(ButtonKind::Plain, "Cancel", press(&send, (), |()| Msg::Show(None))) }
                    { button(ButtonKind::Primary, "Save", on_save.reform(|_: MouseEvent| ())) }
                </>
            }}
        >
            <div ref={root} class={style}>
                <SmallField
                    label="Name"
                    value={(*name).clone()}
                    oninput={Callback::from(move |typed| name.set(typed))}
                    onenter={on_save.clone()}
                    problem={(*has_tried && is_nameless).then_some(AttrValue::Static("Give it a name to find it again"))}
                />
                <ListBox label="Where" options={Rc::clone(&*options)} selected={parent.0} {onselect} onenter={on_save} />
            </div>
        </Dialog>
    }
}

fn title(app: &App, tab: TabId) -> String {
    app.tabs().get(tab).map_or("", |tab| tab.request.title()).to_string()
}

/// The folder that a tab was opened from.
fn beside(app: &App, tab: TabId) -> Option<ItemId> {
    let item = app.tabs().get(tab)?.origin.as_ref()?.item;
    let home = app.library().home(item)?;
    Some(home.parent(home.get(item)?))
}

/// All folders, and a new collection at the end.
fn options(folders: &[TreeItem]) -> Rc<[ListOption]> {
    let mut path: Vec<&str> = Vec::new();
    let mut options = Vec::new();
    for folder in folders {
        path.truncate(usize::from(folder.level.saturating_sub(1)));
        path.push(&folder.name);
        options.push(ListOption {
            id: folder.id.0,
            label: AttrValue::Rc(Rc::clone(&folder.name)),
            name: path.join(" / ").into(),
            level: folder.level,
            symbol: IconName::Folder,
        });
    }
    let name = AttrValue::Static("New collection");
    options.push(ListOption { id: NEW.0, label: name.clone(), name, level: 1, symbol: IconName::Plus });
    options.into()
}

fn input(root: &NodeRef) -> Option<HtmlInputElement> {
    root.cast::<Element>()?.query_selector("input").ok()??.dyn_into().ok()
}
