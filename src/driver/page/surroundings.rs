//! What decides what this page can reach: the network, its own origin, and what the browser lets it do.

use std::cell::Cell;
use std::rc::Rc;

use duplex_core::request::target::Target;
use duplex_core::wire::{Permission, Surroundings};
use gloo_events::EventListener;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{PermissionState, PermissionStatus};

use super::window;

/// How it is now, but for the permission, which takes a while to be known.
pub fn now() -> Surroundings {
    let location = window().map(|window| window.location());
    let href = location.and_then(|location| location.href().ok()).unwrap_or_default();
    Surroundings {
        is_online: window().is_none_or(|window| window.navigator().on_line()),
        is_https: href.starts_with("https:"),
        is_local: Target::parse(&href).is_ok_and(|page| page.is_loopback()),
        local_network: Permission::Unknown,
    }
}

/// Calls back when something of it changes, for as long as the page lives.
#[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
pub fn watch(heard: impl Fn(Surroundings) + Clone + 'static) {
    let Some(window) = window() else { return };
    let permission = Rc::new(Cell::new(Permission::Unknown));
    let say = {
        let permission = permission.clone();
        move || heard(Surroundings { local_network: permission.get(), ..now() })
    };
    for name in ["online", "offline"] {
        let say = say.clone();
        EventListener::new(&window, name, move |_| say()).forget();
    }
    // A page of this machine needs none.
    if !now().is_local {
        wasm_bindgen_futures::spawn_local(async move {
            let Some(status) = local_network().await else { return };
            permission.set(state(&status));
            say();
            let target = status.clone();
            EventListener::new(&target, "change", move |_| {
                permission.set(state(&status));
                say();
            })
            .forget();
        });
    }
}

/// The permission, under the first of its names that this browser knows.
async fn local_network() -> Option<PermissionStatus> {
    let permissions = window()?.navigator().permissions().ok()?;
    for name in ["loopback-network", "local-network-access"] {
        let descriptor = Object::new();
        Reflect::set(&descriptor, &"name".into(), &name.into()).ok()?;
        if let Ok(asked) = permissions.query(&descriptor)
            && let Ok(status) = JsFuture::from(asked).await
        {
            return status.dyn_into().ok();
        }
    }
    None
}

fn state(status: &PermissionStatus) -> Permission {
    match status.state() {
        PermissionState::Granted => Permission::Granted,
        PermissionState::Denied => Permission::Denied,
        _ => Permission::Prompt,
    }
}
