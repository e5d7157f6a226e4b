//! The active environment in the top bar: which one it is, and another one.

use std::rc::Rc;

use duplex_core::app::App;
use duplex_core::app::commands::{self, Command};
use duplex_core::app::library::document::Kind;
use duplex_core::app::msg::{Msg, VariablesMsg};
use duplex_core::ids::ItemId;
use yew::prelude::*;

use crate::store::{use_select, use_send, use_store};
use crate::ui::menu::{MenuButton, MenuItem};

/// No environment has these ids.
const NONE: u64 = 0;
const MANAGE: u64 = u64::MAX;
const NEW: u64 = u64::MAX - 1;

/// The menu of the environments.
#[component]
pub fn EnvironmentMenu() -> Html {
    let (send, store) = (use_send(), use_store());
    let library = use_select((), |app, ()| app.library().clone());
    let active = use_select((), |app, ()| app.active_environment());
    let environments = library.of_kind(Kind::Environment);
    let none = MenuItem { checked: Some(active.is_none()), ..MenuItem::new(NONE, "No environment") };
    let items: Rc<[MenuItem]> = std::iter::once(none)
        .chain(environments.iter().map(|document| MenuItem {
            checked: Some(active == Some(document.id)),
            ..MenuItem::new(document.id.0, document.name().to_string())
        }))
        .chain([
            MenuItem { starts_group: true, ..MenuItem::new(MANAGE, "Manage variables") },
            MenuItem::new(NEW, "New environment"),
        ])
        .collect();
    let name = active.and_then(|id| library.document(id)).map(|document| document.name().to_string());
    let onchoose = Callback::from(move |id| {
        let message = |app: &App| match id {
            MANAGE => commands::message(app, Command::Variables),
            NEW => commands::message(app, Command::NewEnvironment),
            NONE => Some(Msg::Variables(VariablesMsg::Choose(None))),
            id => Some(Msg::Variables(VariablesMsg::Choose(Some(ItemId(id))))),
        };
        if let Some(msg) = store.read(message) {
            send.emit(msg);
        }
    });
    html! {
        <span data-focus="environment" style="display: contents">
            <MenuButton name="Environment" words={name.unwrap_or_else(|| "No environment".into())} {items} {onchoose} />
        </span>
    }
}
