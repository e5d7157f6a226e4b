//! Socket.IO: the event names, seen or added beforehand, and which of them show in the log.

use duplex_core::app::msg::{Msg, RequestMsg, SocketIoMsg};
use duplex_core::request::socket_io::{Listener, Names};
use duplex_core::units;
use duplex_core::wire::EventSeen;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::badge::ink;
use crate::ui::button::{ButtonKind, button};
use crate::ui::css::use_css;
use crate::ui::field::{Line, line_field};
use crate::ui::icon::{IconName, icon};
use crate::ui::switch::switch;
use crate::view::request_bar::TabProps;

/// How many names are drawn: more would take longer than anyone wants to read.
const N_DRAWN: usize = 500;

const COLOURS: [&str; Listener::N_COLOURS as usize] =
    ["Blue", "Teal", "Purple", "Orange", "Green", "Pink", "Olive", "Violet"];

/// The names.
#[component]
pub fn EventsPane(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        flex: 1;
        display: flex;
        flex-direction: column;
        min-height: 0;
        > .add { flex: none; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 10px 12px; border-bottom: 1px solid var(--line); }
        > .add > .line { flex: 1 1 200px; display: flex; gap: 8px; min-width: 0; }
        > p { padding: 12px; color: var(--text-muted); }
        > ul { flex: 0 1 auto; min-height: 0; overflow: auto; overscroll-behavior: contain; }
        li { border-bottom: 1px solid color-mix(in srgb, var(--line) 55%, transparent); content-visibility: auto; contain-intrinsic-height: auto 33px; }
        li > div { display: flex; align-items: center; gap: 2px; min-height: 32px; padding: 0 8px 0 6px; }
        .name { flex: 1; min-width: 48px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--ink); font: 600 var(--text-sm) var(--font-mono); }
        li.off .name { color: var(--text-faint); font-weight: 400; }
        .seen { flex: none; padding: 0 8px; color: var(--text-faint); font: var(--text-xs) var(--font-mono); }
        li button { flex: none; display: inline-flex; align-items: center; justify-content: center; min-width: 26px; height: 26px; padding: 0 6px; border: 1px solid transparent; border-radius: var(--radius-sm); background: none; color: var(--text-muted); font-size: var(--text-sm); }
        li button:hover { background: var(--bg-subtle); color: var(--text); }
        li button[aria-pressed="true"] { border-color: var(--line-strong); background: var(--bg-selected); color: var(--text); }
        .dot::before { content: ""; width: 10px; height: 10px; border-radius: 50%; background: var(--ink); }
        li label { flex: none; display: inline-flex; align-items: center; justify-content: center; width: 26px; height: 26px; cursor: pointer; }
        li input { width: 14px; height: 14px; margin: 0; accent-color: var(--accent); cursor: inherit; }
        @media (max-width: 480px) { .last { display: none; } }
        "#,
    );
    let send = use_send();
    let seen = use_select(tab, |app, tab| app.mirror(*tab).events.clone());
    let listeners = use_select(tab, |app, tab| {
        app.tabs().get(*tab).map(|tab| tab.request.socket_io.listeners.clone()).unwrap_or_default()
    });
    let zone_minutes = use_select((), |app, ()| app.environment().zone_minutes);
    let new_name = use_state(String::new);
    // Whose colours are offered.
    let colouring = use_state(String::new);

    let socket_io = move |msg: SocketIoMsg| Msg::Request(tab, RequestMsg::SocketIo(msg));
    let on_name = {
        let new_name = new_name.clone();
        Callback::from(move |name| new_name.set(name))
    };
    let on_add = {
        let (send, new_name) = (send.clone(), new_name.clone());
        Callback::from(move |()| {
            if !new_name.is_empty() {
                send.emit(socket_io(SocketIoMsg::AddListener(new_name.to_string())));
                new_name.set(String::new());
            }
        })
    };
    // One listener for all names: there can be thousands of them.
    let on_click = {
        let (send, colouring) = (send.clone(), colouring.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let target = target.and_then(|target| target.closest("[data-act]").ok()?);
            let item = target.as_ref().and_then(|target| target.closest("li").ok()?);
            let (Some(target), Some(name)) = (target, item.and_then(|item| item.get_attribute("aria-label"))) else {
                return;
            };
            let act = target.get_attribute("data-act").unwrap_or_default();
            let is_pressed = || target.get_attribute("aria-pressed").is_some_and(|pressed| pressed == "true");
            send.emit(socket_io(match &act[..] {
                "show" => match target.dyn_into::<HtmlInputElement>() {
                    Ok(input) => SocketIoMsg::Show(name, input.checked()),
                    Err(_) => return,
                },
                "solo" => SocketIoMsg::Solo(name, !is_pressed()),
                "remove" => SocketIoMsg::RemoveListener(name),
                "colours" => {
                    colouring.set(if *colouring == name { String::new() } else { name });
                    return;
                }
                colour => SocketIoMsg::Colour(name, colour.parse().unwrap_or_default()),
            }));
        })
    };

    let names = listeners.names();
    let unseen = listeners.list.iter().filter(|listener| seen.iter().all(|seen| seen.name != listener.name));
    let all = seen.iter().map(|seen| (&seen.name, Some(seen))).chain(unseen.map(|listener| (&listener.name, None)));
    let n_all = all.clone().count();
    let items = all.take(N_DRAWN).map(|(name, seen)| {
        let listener = listeners.list.iter().find(|listener| listener.name == *name);
        let colour = listeners.colour(name);
        item(Item {
            name,
            seen,
            listener,
            names: &names,
            all: listeners.all,
            colour,
            is_colouring: *colouring == *name,
            zone_minutes,
        })
    });
    html! {
        <div class={style}>
            <div class="add">
                <span class="line">
                    { line_field(Line {
                        name: "Event to listen to",
                        value: (*new_name).clone().into(),
                        placeholder: "Event to listen to",
                        oninput: on_name,
                        onenter: on_add.clone(),
                    }) }
                    { button(ButtonKind::Plain, "Add listener", on_add.reform(|_: MouseEvent| ())) }
                </span>
                { switch(
                    html! { "All events" },
                    listeners.all,
                    send.reform(move |all| socket_io(SocketIoMsg::AllEvents(all))),
                ) }
            </div>
            if n_all == 0 {
                <p>
                    { "No event has been seen yet. Every name that comes or goes is listed here, to be shown, muted or looked at alone; \
                       nothing that is muted is lost. A name can be added beforehand." }
                </p>
            } else {
                <ul aria-label="Events" onclick={on_click}>{ for items }</ul>
            }
            if n_all > N_DRAWN {
                <p>{ "And " }{ units::count((n_all - N_DRAWN) as u64) }{ " more names" }</p>
            }
        </div>
    }
}

/// One name, as it is drawn.
struct Item<'a> {
    name: &'a str,
    seen: Option<&'a EventSeen>,
    listener: Option<&'a Listener>,
    names: &'a Names,
    all: bool,
    colour: u8,
    is_colouring: bool,
    zone_minutes: i32,
}

fn item(Item { name, seen, listener, names, all, colour, is_colouring, zone_minutes }: Item<'_>) -> Html {
    let is_shown = listener.map_or(all, |listener| listener.shows);
    let is_solo = listener.is_some_and(|listener| listener.is_solo);
    let named = |what: &str| AttrValue::from([what, " ", name].concat());
    let pressed = |is_pressed| if is_pressed { "true" } else { "false" };
    html! {
        <li
            key={name}
            aria-label={name.to_string()}
            class={(!names.show(name)).then_some("off")}
            style={ink(colour)}
        >
            <div>
                <button
                    type="button"
                    class="dot"
                    data-act="colours"
                    aria-label={named("Colour of")}
                    title={named("Colour of")}
                    aria-expanded={pressed(is_colouring)}
                />
                <span class="name" title={name.to_string()}>{ name }</span>
                if let Some(seen) = seen {
                    <span class="seen">{ units::count(seen.count) }</span>
                    <span class="seen last">{ units::clock(seen.last_at, zone_minutes) }</span>
                } else {
                    <span class="seen">{ "not seen yet" }</span>
                }
                <label title={named("Show")}>
                    <input
                        type="checkbox"
                        role="switch"
                        data-act="show"
                        aria-label={named("Show")}
                        checked={is_shown}
                    />
                </label>
                <button type="button" data-act="solo" aria-label={named("Solo")} title={named("Solo")} aria-pressed={pressed(is_solo)}>
                    { "Solo" }
                </button>
                if listener.is_some() {
                    <button type="button" data-act="remove" aria-label={named("Remove listener")} title={named("Remove listener")}>
                        { icon(IconName::Close, 14) }
                    </button>
                } else {
                    <span style="width: 26px" />
                }
            </div>
            if is_colouring {
                <div role="group" aria-label={named("Colour of")}>
                    { for COLOURS.iter().zip(0..).map(|(colour_name, place)| html! {
                        <button
                            type="button"
                            class="dot"
                            style={ink(place)}
                            data-act={place.to_string()}
                            aria-label={*colour_name}
                            title={*colour_name}
                            aria-pressed={pressed(place == colour)}
                        />
                    }) }
                </div>
            }
        </li>
    }
}
