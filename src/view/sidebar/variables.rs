//! The globals and the environments: which one is active, and the way to their variables.

use duplex_core::app::library::document::{Document, Kind};
use duplex_core::app::msg::{Msg, Overlay, VariablesMsg};
use duplex_core::app::shared::Shared;
use duplex_core::ids::ItemId;
use yew::prelude::*;

use crate::store::{press, use_select, use_send};
use crate::ui::button::{ButtonLook, button, truth};
use crate::ui::css::use_css;
use crate::ui::icon::{IconName, icon};

/// Globals and environments.
#[component]
pub fn VariablesPane() -> Html {
    let style = use_css(
        r#"
        flex: 1;
        min-height: 0;
        padding: 8px 6px;
        overflow: auto;
        overscroll-behavior: contain;
        h2 { padding: 12px 8px 4px; color: var(--text-muted); font-size: var(--text-sm); }
        p { padding: 4px 8px 8px; color: var(--text-muted); }
        li { display: flex; align-items: center; min-width: 0; border-radius: var(--radius-sm); }
        li:hover { background: var(--bg-subtle); }
        .open {
            flex: 1;
            display: flex;
            align-items: center;
            gap: 8px;
            min-width: 0;
            height: var(--row);
            padding: 0 8px;
            border: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            text-align: start;
            white-space: nowrap;
        }
        .open > .name { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
        .open > .n { flex: none; margin-left: auto; color: var(--text-faint); font: var(--text-xs) var(--font-mono); }
        .use { display: flex; flex: none; padding: 6px; border: 0; border-radius: var(--radius-sm); background: transparent; color: var(--text-faint); }
        .use > span { display: block; width: 14px; height: 14px; border: 1px solid currentColor; border-radius: 50%; }
        .use[aria-pressed="true"] { color: var(--accent); }
        .use[aria-pressed="true"] > span { border-width: 4px; }
        .open:focus-visible, .use:focus-visible { box-shadow: inset 0 0 0 2px var(--accent); }
        .new { padding: 8px; }
        @media (pointer: coarse) { .open { height: 36px; } .use { padding: 10px 8px; } }
        "#,
    );
    let send = use_send();
    let library = use_select((), |app, ()| app.library().clone());
    let active = use_select((), |app, ()| app.active_environment());
    let environments = library.of_kind(Kind::Environment);
    let on_new = press(&send, (), |()| Msg::Variables(VariablesMsg::NewEnvironment));
    let look = ButtonLook { icon: Some(IconName::Plus), ..ButtonLook::default() };
    html! {
        <div class={style}>
            <ul aria-label="Globals">
                { for library.of_kind(Kind::Globals).into_iter().map(|document| html! {
                    <li key={document.id.0}>{ open_button(document, &send) }</li>
                }) }
            </ul>
            <h2>{ "Environments" }</h2>
            if environments.is_empty() {
                <p>{ "An environment gives names other values: one for your own server, one for staging." }</p>
            } else {
                <ul aria-label="Environments">
                    { for environments.into_iter().map(|document| environment(document, active, &send)) }
                </ul>
            }
            <div class="new">{ button(look, "New environment", on_new) }</div>
        </div>
    }
}

fn open_button(document: &Shared<Document>, send: &Callback<Msg>) -> Html {
    let n_variables = document.variables().len();
    let words = if n_variables == 1 { "variable" } else { "variables" };
    html! {
        <button
            type="button"
            class="open"
            aria-haspopup="dialog"
            title={document.name().to_string()}
            onclick={press(send, document.id, |id| Msg::Show(Some(Overlay::Variables(id))))}
        >
            { icon(IconName::Variable, 16) }
            <span class="name">{ document.name().to_string() }</span>{ " " }
            <span class="n">{ n_variables }<span class="sr-only">{ " " }{ words }</span></span>
        </button>
    }
}

fn environment(document: &Shared<Document>, active: Option<ItemId>, send: &Callback<Msg>) -> Html {
    let (id, name) = (document.id, document.name());
    let is_active = active == Some(id);
    let chosen = (!is_active).then_some(id);
    html! {
        <li key={id.0}>
            <button
                type="button"
                class="use"
                aria-label={format!("Use {name}")}
                aria-pressed={truth(is_active)}
                title={if is_active { "In use" } else { "Use this environment" }}
                onclick={press(send, chosen, |chosen| Msg::Variables(VariablesMsg::Choose(chosen)))}
            >
                <span />
            </button>
            { open_button(document, send) }
        </li>
    }
}
