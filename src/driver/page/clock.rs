//! The page's time: now, the next frame, one alarm, and what the window reports of itself.

use std::cell::RefCell;
use std::time::Duration;

use duplex_core::time::Time;
use gloo_events::EventListener;
use gloo_render::AnimationFrame;
use gloo_timers::callback::Timeout;
use web_sys::MediaQueryList;

use super::{document, window};

/// This moment.
#[expect(clippy::disallowed_methods, reason = "the driver is where clocks are read")]
pub fn now() -> Time {
    Time::from_millis(js_sys::Date::now())
}

/// Minutes that local time is ahead of UTC at this moment.
#[expect(clippy::disallowed_methods, reason = "the driver is where clocks are read")]
pub fn zone_minutes() -> i32 {
    -js_sys::Date::new_0().get_timezone_offset() as i32
}

/// Calls back before the next frame is drawn; never while the page is hidden. Dropping the handle calls it off.
pub fn next_frame(then: impl FnOnce() + 'static) -> AnimationFrame {
    gloo_render::request_animation_frame(move |_| then())
}

/// One alarm, which can be set anew.
#[derive(Default)]
pub struct Alarm(RefCell<Option<Timeout>>);

impl Alarm {
    /// Calls back at a moment, and not at the one set before; never for `None`.
    pub fn set(&self, at: Option<Time>, then: impl FnOnce() + 'static) {
        let wait = at.map(|at| Duration::from_micros(at.micros_since(now())));
        let timeout = wait.map(|wait| {
            // Rounded up, so that the moment has come when it rings; a timer holds 24 days.
            let millis = wait.as_micros().div_ceil(1000).min(i32::MAX as u128) as u32;
            Timeout::new(millis, then)
        });
        self.0.replace(timeout);
    }
}

/// What the system says of dark and light.
pub fn system_theme() -> Option<MediaQueryList> {
    window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// What the window reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowEvent {
    /// It can be seen again.
    Shown,
    /// It is hidden or about to go.
    Hidden,
    /// The system has changed to dark or light.
    SystemTheme {
        /// Whether it is dark now.
        is_dark: bool,
    },
}

/// Calls back for what the window reports, for as long as the page lives.
pub fn listen_to_window(heard: impl Fn(WindowEvent) + Clone + 'static) {
    if let Some(document) = document() {
        let heard = heard.clone();
        let target = document.clone();
        EventListener::new(&target, "visibilitychange", move |_| {
            let is_hidden = document.visibility_state() == web_sys::VisibilityState::Hidden;
            heard(if is_hidden { WindowEvent::Hidden } else { WindowEvent::Shown });
        })
        .forget();
    }
    if let Some(window) = window() {
        let heard = heard.clone();
        EventListener::new(&window, "pagehide", move |_| heard(WindowEvent::Hidden)).forget();
    }
    if let Some(query) = system_theme() {
        let target = query.clone();
        EventListener::new(&target, "change", move |_| heard(WindowEvent::SystemTheme { is_dark: query.matches() }))
            .forget();
    }
}
