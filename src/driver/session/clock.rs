//! The worker's time: now, one wake-up, and "as soon as there is time".

use std::cell::RefCell;

use duplex_core::time::Time;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, Performance};

/// The monotonic clock of the worker, set by the wall clock when the worker started.
pub struct Clock {
    performance: Option<Performance>,
    origin_millis: f64,
}

impl Clock {
    pub(super) fn new(scope: &DedicatedWorkerGlobalScope) -> Clock {
        let performance = scope.performance();
        let origin_millis = performance.as_ref().map_or(0.0, Performance::time_origin);
        Clock { performance, origin_millis }
    }

    /// This moment.
    #[expect(clippy::disallowed_methods, reason = "the driver is where clocks are read")]
    pub(super) fn now(&self) -> Time {
        let since = self.performance.as_ref().map_or(0.0, Performance::now);
        Time::from_millis(self.origin_millis + since)
    }
}

/// One wake-up, which can be set anew.
#[derive(Default)]
pub struct Wake(RefCell<Option<Timeout>>);

impl Wake {
    /// Calls back after so many microseconds, and not when it was to before; never for `None`.
    pub(super) fn set(&self, wait_micros: Option<u64>, then: impl FnOnce() + 'static) {
        let timeout = wait_micros.map(|micros| {
            // Rounded up, so that the moment has come when it rings; a timer holds 24 days.
            Timeout::new(micros.div_ceil(1000).min(i32::MAX as u64) as u32, then)
        });
        self.0.replace(timeout);
    }
}

/// A turn behind everything that waits already: timers would be held back by four milliseconds each.
pub struct Soon {
    channel: Option<MessageChannel>,
    _listener: Option<EventListener>,
}

impl Soon {
    pub(super) fn new(then: impl Fn() + 'static) -> Soon {
        let channel = MessageChannel::new().ok();
        let listener = channel.as_ref().map(|channel| {
            let port = channel.port1();
            port.start();
            EventListener::new(&port, "message", move |_| then())
        });
        Soon { channel, _listener: listener }
    }

    /// Calls back once.
    pub(super) fn ask(&self) {
        if let Some(channel) = &self.channel {
            // Fails only for messages that cannot be cloned.
            let _ = channel.port2().post_message(&JsValue::NULL);
        }
    }
}
