//! What an event has beside its arguments: its name, whether an ack is asked for, and which argument is in the editor.

use std::rc::Rc;

use duplex_core::app::msg::{Msg, RequestMsg, SessionMsg, SocketIoMsg};
use duplex_core::ids::TabId;
use duplex_core::request::socket_io::Event;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::store::press;
use crate::ui::button::{ButtonKind, ButtonLook, button, icon_button};
use crate::ui::css::css_class;
use crate::ui::field::{Line, line_field};
use crate::ui::icon::IconName;
use crate::ui::tabs::{TabItem, TabList, TabStyle};

/// The name, the ack and the arguments; the one in the editor shows in the panel.
pub fn event_head(tab: TabId, event: &Event, arg: usize, panel: AttrValue, send: &Callback<Msg>) -> Html {
    let style = css_class(
        r#"
        flex: none;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        padding: 10px 12px 8px;
        border-bottom: 1px solid var(--line);
        > * { display: flex; align-items: center; gap: 8px; min-width: 0; color: var(--text-muted); }
        > div > div { flex: 0 1 auto; }
        label { flex: none; display: flex; align-items: center; gap: 6px; height: 28px; color: var(--text); cursor: pointer; }
        label input { width: 14px; height: 14px; margin: 0; accent-color: var(--accent); cursor: inherit; }
        "#,
    );
    let socket_io = move |msg: SocketIoMsg| Msg::Request(tab, RequestMsg::SocketIo(msg));
    let tabs: Rc<[TabItem]> = event
        .args
        .iter()
        .enumerate()
        .map(|(place, message)| {
            let number = (place + 1).to_string();
            TabItem {
                note: message.format.name().split(' ').next().map(AttrValue::Static),
                title: Some(AttrValue::Static(message.format.name())),
                closable: true,
                close_name: Some(["Remove argument ", &number].concat().into()),
                ..TabItem::new(place as u64, ["Arg ", &number].concat())
            }
        })
        .collect();
    let on_ack = send.reform(move |event: web_sys::Event| {
        socket_io(SocketIoMsg::WantsAck(event.target_unchecked_into::<HtmlInputElement>().checked()))
    });
    let on_add = press(send, tab, |tab| Msg::Request(tab, RequestMsg::SocketIo(SocketIoMsg::AddArg)));
    html! {
        <div class={style}>
            <div>
                <span aria-hidden="true">{ "Event" }</span>
                { line_field(Line {
                    name: "Event name",
                    value: event.name.clone().into(),
                    placeholder: Event::DEFAULT_NAME,
                    oninput: send.reform(move |name| socket_io(SocketIoMsg::EventName(name))),
                    onenter: Callback::noop(),
                }) }
                <label title="Ask for an acknowledgement">
                    <input type="checkbox" checked={event.wants_ack} onchange={on_ack} />{ "Ack" }
                </label>
            </div>
            <div>
                if tabs.is_empty() {
                    { "(no arguments)" }
                    { button(
                        ButtonLook { icon: Some(IconName::Plus), ..ButtonKind::Ghost.into() },
                        "Add argument",
                        on_add,
                    ) }
                } else {
                    <TabList
                        name="Arguments"
                        {tabs}
                        selected={arg as u64}
                        onselect={send.reform(move |place| Msg::Session(tab, SessionMsg::Arg(place as usize)))}
                        onclose={send.reform(move |place| socket_io(SocketIoMsg::RemoveArg(place as usize)))}
                        style={TabStyle::Chips}
                        {panel}
                        end={icon_button(IconName::Plus, "Add argument", true, on_add)}
                    />
                }
            </div>
        </div>
    }
}
