//! The message to send: its text, its format, and the button that sends it.

use std::rc::Rc;

use crate::ui::css::use_css;
use duplex_core::app::commands::{self, Command};
use duplex_core::app::mirror::PickedFile;
use duplex_core::app::msg::{Msg, RequestMsg, SessionMsg, SocketIoMsg};
use duplex_core::format::{Format, base64, hex, json};
use duplex_core::request::Message;
use duplex_core::request::socket_io::{self, Protocol};
use duplex_core::units;
use duplex_core::variables;
use yew::prelude::*;

use super::event::event_head;
use crate::store::{press, use_select, use_send, use_store};
use crate::ui::button::{ButtonKind, ButtonLook, button};
use crate::ui::code_editor::{CodeEditor, Language};
use crate::ui::file_drop::FileDrop;
use crate::ui::hooks::use_unique_id;
use crate::ui::select::Select;
use crate::view::request_bar::{TabProps, define_button};

/// The message to send.
#[component]
pub fn MessagePane(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        flex: 1;
        display: flex;
        flex-direction: column;
        min-height: 0;
        overflow: hidden auto;
        .editor { flex: 1; min-height: 48px; display: grid; border-bottom: 1px solid var(--line); }
        .problem { padding: 6px 12px; color: var(--danger); background: var(--danger-bg); }
        .foot { position: sticky; bottom: 0; z-index: 1; display: flex; background: var(--bg-panel); gap: 8px; align-items: center; padding: 8px 12px; }
        /* Where there is no room for them they scroll; Send stays. */
        .tools { flex: 1; display: flex; align-items: center; gap: 8px; min-width: 0; padding: 4px; margin: -4px; overflow-x: auto; scrollbar-width: none; }
        .state { flex: 1 1 0; min-width: 0; overflow: hidden; text-overflow: ellipsis; color: var(--text-faint); font-size: var(--text-sm); white-space: nowrap; }
        .send { margin-left: auto; }
        .file { flex: 1; min-height: 0; overflow: auto; display: grid; padding: 16px; border-bottom: 1px solid var(--line); }
        .area { flex: 1 0 64px; display: flex; flex-direction: column; min-height: 0; }
        .none { flex: 1; padding: 16px 12px; color: var(--text-muted); border-bottom: 1px solid var(--line); }
        .call { flex: none; padding: 5px 12px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; border-bottom: 1px solid var(--line); color: var(--text-muted); font: var(--text-xs)/18px var(--font-mono); }
        @media (max-height: 700px) { .call { display: none; } }
        .file b { color: var(--text); font-weight: 600; }
        "#,
    );
    let send = use_send();
    let draft = use_select(tab, |app, tab| app.tabs().get(*tab).cloned());
    let file = use_select(tab, |app, tab| app.mirror(*tab).file.clone());
    let store = use_store();
    let on_file = Callback::from(move |file| store.choose(tab, file));
    let problem = use_select(tab, |app, tab| app.mirror(*tab).message_problem.clone());
    let undefined = use_select(tab, |app, tab| app.mirror(*tab).undefined.clone());
    let is_open = use_select(tab, |app, tab| app.mirror(*tab).is_connected_or_opening());
    let hint = use_select((), |app, ()| {
        AttrValue::from(commands::keys_of(Command::Send, app.environment().is_mac).replace("Enter", "⏎"))
    });
    let (arg, n_removed) = use_select(tab, |app, tab| (app.mirror(*tab).arg, app.mirror(*tab).n_args_removed));
    let panel = use_unique_id("argument");
    let event = draft.as_ref().map(|tab| &tab.request).filter(|request| request.kind == Protocol::SocketIo);
    let event = event.map(|request| &request.socket_io.event);
    let formats = if event.is_some() { Format::OF_ARGUMENTS } else { Format::OF_MESSAGES };
    let formats: Rc<[_]> = formats.iter().map(|format| (format.name().into(), format.name().into())).collect();
    let message = draft.as_ref().and_then(|tab| tab.request.draft(arg));
    let is_none = message.is_none();
    let message = message.cloned().unwrap_or_default();
    let state = if is_none { AttrValue::default() } else { state(&message, file.as_ref()) };
    // Of an argument, which one: each has an undo history of its own.
    let (document, placeholder, sent_as) = match event {
        Some(_) => {
            let document = [tab.0, n_removed, arg as u32].map(|number| number.to_string()).join("/");
            (
                document,
                "Argument to send. In JSON, {\"$binary\":\"AAEC\"} is sent as bytes.",
                "Sent as bytes in the place of this argument",
            )
        }
        None => (tab.0.to_string(), "Message to send", "Sent as one binary message"),
    };
    let label = event.filter(|_| !is_none).map(|_| ["Arg ", &(arg + 1).to_string()].concat());
    let call = event.map(|event| AttrValue::from(socket_io::call(event, file.as_ref().map(|file| &*file.name))));
    let is_event = event.is_some();
    let format = message.format;
    let is_json = format == Format::Json;
    html! {
        <div class={style}>
            if let Some(event) = event {
                { event_head(tab, event, arg, panel.clone(), &send) }
            }
            <div
                class="area"
                role={label.is_some().then_some("tabpanel")}
                id={label.is_some().then_some(panel)}
                aria-label={label}
            >
                if is_none {
                    <p class="none">{ "This event is sent without arguments." }</p>
                } else if format == Format::File {
                    <div class="file">
                        <FileDrop onfile={on_file}>
                            if let Some(PickedFile { name, n_bytes }) = file {
                                <p><b>{ AttrValue::Rc(name) }</b>{ " · " }{ units::bytes(n_bytes) }</p>
                                <p>{ sent_as }{ ". To send another one, drop or choose it." }</p>
                                { button(
                                    ButtonKind::Ghost,
                                    "Remove file",
                                    press(&send, tab, |tab| Msg::Session(tab, SessionMsg::File(None))),
                                ) }
                            } else {
                                <p>{ "Drop a file here. " }{ sent_as }{ "." }</p>
                            }
                        </FileDrop>
                    </div>
                } else {
                    <FileDrop covers=true onfile={on_file}>
                        <div class="editor">
                            <CodeEditor
                                label="Message"
                                text={message.text}
                                {document}
                                language={if is_json { Language::Json } else { Language::Text }}
                                {placeholder}
                                onchange={send.reform(move |text| Msg::Request(tab, match is_event {
                                    true => RequestMsg::SocketIo(SocketIoMsg::ArgText(arg, text)),
                                    false => RequestMsg::Text(text),
                                }))}
                                onsubmit={send.reform(move |()| Msg::Session(tab, SessionMsg::Send))}
                            />
                        </div>
                    </FileDrop>
                }
            </div>
            if let Some(problem) = problem {
                <div class="problem">
                    <span role="alert">{ AttrValue::Rc(problem) }</span>
                    if let Some(name) = undefined { { " " }{ define_button(&name, &send) } }
                </div>
            }
            if let Some(call) = call {
                <p class="call" title={call.clone()}>{ call }</p>
            }
            <div class="foot">
                <div class="tools">
                    if !is_none {
                        <Select
                            name="Format"
                            options={formats}
                            value={format.name()}
                            onchange={send.reform(move |name: AttrValue| {
                                Msg::Request(tab, RequestMsg::Format(Format::named(&name).unwrap_or_default()))
                            })}
                        />
                        if is_json {
                            { button(
                                ButtonKind::Ghost,
                                "Beautify",
                                press(&send, tab, |tab| Msg::Request(tab, RequestMsg::Beautify)),
                            ) }
                            { button(
                                ButtonKind::Ghost,
                                "Minify",
                                press(&send, tab, |tab| Msg::Request(tab, RequestMsg::Minify)),
                            ) }
                        }
                    }
                    <span class="state" title={state.clone()}>{ state }</span>
                </div>
                <span class="send">
                    { button(
                        ButtonLook { hint: Some(hint), ..ButtonKind::Primary.into() },
                        if is_open { "Send" } else { "Connect and send" },
                        press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Send)),
                    ) }
                </span>
            </div>
        </div>
    }
}

/// What is known of a message before it is sent.
fn state(message: &Message, file: Option<&PickedFile>) -> AttrValue {
    let text = &message.text;
    let check = || json::check(&variables::masked(text));
    AttrValue::from(match message.format {
        Format::Text => units::bytes(text.len() as u64),
        Format::Number => "Such as 12, -0.5 or 1e6".to_string(),
        Format::Boolean => "true or false".to_string(),
        Format::Json if text.trim().is_empty() => units::bytes(text.len() as u64),
        Format::Json => match check() {
            Ok(()) => format!("JSON ✓ · {}", units::bytes(text.len() as u64)),
            Err(_) => format!("Not JSON · {}", units::bytes(text.len() as u64)),
        },
        Format::Hex => match hex::parse(text) {
            Ok(bytes) if bytes.is_empty() => "Bytes such as 48 65 6c".to_string(),
            Ok(bytes) => units::bytes(bytes.len() as u64),
            Err(error) => error.to_string(),
        },
        Format::Base64 => match base64::parse(text) {
            Ok(bytes) => units::bytes(bytes.len() as u64),
            Err(error) => error.to_string(),
        },
        Format::File => file.map_or_else(|| "No file chosen".to_string(), |file| units::bytes(file.n_bytes)),
    })
}
