//! The side: what to start with. Collections, history and variables find their place here when there are any.

use crate::ui::css::use_css;
use duplex_core::app::demo;
use duplex_core::app::msg::{Msg, TabsMsg};
use duplex_core::request::Request;
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::button::{ButtonLook, button};
use crate::ui::icon::IconName;
use crate::view::request_bar::chip;

/// The side.
#[component]
pub fn Sidebar() -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        min-height: 0;
        overflow: auto;
        background: var(--bg-panel);
        border-right: 1px solid var(--line);
        .new { display: grid; padding: var(--space-2); border-bottom: 1px solid var(--line); }
        h2 { padding: 12px 14px 4px; }
        ul { padding: 0 6px; }
        li > button {
            display: flex;
            align-items: center;
            gap: 8px;
            width: 100%;
            height: var(--row);
            padding: 0 8px 0 20px;
            border: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            text-align: left;
            white-space: nowrap;
        }
        li > button:hover { background: var(--bg-subtle); }
        p { padding: 4px 14px; color: var(--text-muted); }
        code { font: var(--text-sm) var(--font-mono); }
        "#,
    );
    let send = use_send();
    let demo_url = use_select((), |app, ()| AttrValue::from(app.environment().demo_url.clone()));
    let open = |request: Request| send.reform(move |_: MouseEvent| new_tab(request.clone()));
    let examples = demo::examples(&demo_url);
    html! {
        <nav class={style} aria-label="Workspace">
            <div class="new">
                { button(
                    ButtonLook { icon: Some(IconName::Plus), ..ButtonLook::default() },
                    "New request",
                    open(Request::default()),
                ) }
            </div>
            <h2>{ "Demo server" }</h2>
            if examples.is_empty() {
                <p>
                    { "There is none with this page. From a clone of the project, " }<code>{ "cargo xtask serve" }</code>
                    { " starts one that echoes, ticks, floods and hangs up." }
                </p>
            } else {
                <ul>
                    { for examples.into_iter().map(|example| html! {
                        <li key={example.name}>
                            <button type="button" onclick={open(example.request.clone())}>
                                { chip(example.request.kind) }{ example.name }
                            </button>
                        </li>
                    }) }
                </ul>
            }
        </nav>
    }
}

fn new_tab(request: Request) -> Msg {
    Msg::Tabs(TabsMsg::New { request: Box::new(request), connect: false })
}
