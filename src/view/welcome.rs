//! What stands in an empty log: how to begin.

use crate::ui::css::use_css;
use duplex_core::app::commands::{self, COMMANDS, Command};
use duplex_core::app::demo;
use duplex_core::app::msg::{Msg, TabsMsg};
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::badge::kbd;
use crate::ui::button::{ButtonKind, button};

/// The commands a newcomer needs.
const FIRST: [Command; 4] = [Command::FocusUrl, Command::Send, Command::ToggleConnection, Command::NewTab];

/// How to begin.
#[component]
pub fn Welcome() -> Html {
    let style = use_css(
        r#"
        display: grid;
        align-content: center;
        justify-items: center;
        gap: var(--space-3);
        height: 100%;
        padding: var(--space-4);
        overflow: auto;
        text-align: center;
        color: var(--text-muted);
        h2 { color: var(--text); font-size: var(--text-lg); }
        p { max-width: 46ch; }
        code { font: var(--text-sm) var(--font-mono); }
        dl { display: grid; grid-template-columns: auto auto; gap: 6px var(--space-4); margin-top: var(--space-2); text-align: left; }
        dd { text-align: right; }
        "#,
    );
    let send = use_send();
    let demo_url = use_select((), |app, ()| AttrValue::from(app.environment().demo_url.clone()));
    let is_mac = use_select((), |app, ()| app.environment().is_mac);
    let first = demo::examples(&demo_url).into_iter().next();
    html! {
        <div class={style}>
            <h2>{ "No messages yet" }</h2>
            if let Some(example) = first {
                <p>{ "Enter a URL and connect, or try the demo server that runs beside this page." }</p>
                { button(
                    ButtonKind::Plain,
                    "Connect to the demo server",
                    send.reform(move |_: MouseEvent| {
                        Msg::Tabs(TabsMsg::New { request: Box::new(example.request.clone()), connect: true })
                    }),
                ) }
            } else {
                <p>
                    { "Enter the URL of your WebSocket server and connect. To see messages without one, run " }
                    <code>{ "cargo xtask serve" }</code>{ " in a clone of the project: it starts a demo server beside the page." }
                </p>
            }
            <dl>
                { for COMMANDS.iter().filter(|entry| FIRST.contains(&entry.command)).map(|entry| html! {
                    <><dt>{ entry.title }</dt><dd>{ kbd(commands::keys_of(entry.command, is_mac)) }</dd></>
                }) }
            </dl>
        </div>
    }
}
