//! Socket.IO: the `auth` payload.

use duplex_core::app::msg::{Msg, RequestMsg, SessionMsg, SocketIoMsg};
use duplex_core::app::sessions::auth_problem;
use duplex_core::ids::TabId;
use duplex_core::request::socket_io::{SocketIo, Version};
use yew::prelude::*;

use crate::ui::code_editor::{CodeEditor, Language};
use crate::ui::css::css_class;

/// The payload, and what is good to know of it.
pub fn auth(tab: TabId, socket_io: &SocketIo, send: &Callback<Msg>) -> Html {
    let style = css_class(
        r#"
        flex: 1;
        display: flex;
        flex-direction: column;
        min-height: 0;
        overflow: auto;
        > p { padding: 8px 12px 0; color: var(--text-muted); }
        > .warn { color: var(--warn); }
        > .editor { flex: 1; min-height: 96px; max-height: 320px; display: grid; margin: 8px 12px; border: 1px solid var(--line-strong); border-radius: var(--radius-sm); overflow: hidden; }
        > .editor.wrong { border-color: var(--danger); }
        > .problem { padding-top: 0; color: var(--danger); }
        "#,
    );
    let problem = auth_problem(socket_io);
    html! {
        <div class={style}>
            <p>{ "A JSON object that goes to the server when the namespace is connected to: what its middleware finds in socket.handshake.auth." }</p>
            if socket_io.version == Version::V2 {
                <p class="warn">{ "Servers 2.x know no auth payload, so none is sent: put it in Params." }</p>
            }
            <div class={classes!("editor", problem.as_ref().map(|_| "wrong"))}>
                <CodeEditor
                    label="Auth payload"
                    text={socket_io.auth.clone()}
                    document={tab.0.to_string()}
                    language={Language::Json}
                    placeholder={"{ \"token\": \"…\" }"}
                    is_wrong={problem.is_some()}
                    onchange={send.reform(move |text| Msg::Request(tab, RequestMsg::SocketIo(SocketIoMsg::Auth(text))))}
                    onsubmit={send.reform(move |()| Msg::Session(tab, SessionMsg::Send))}
                />
            </div>
            if let Some(problem) = problem {
                <p class="problem" role="status">{ problem }</p>
            }
            <p>{ "It lies unencrypted in this browser, readable by every page of this origin." }</p>
        </div>
    }
}
