//! Duplex without the browser: two small state machines, one for the page and one for a session, joined by messages.
//!
//! ```text
//! view ─Msg→ App::update ─Effect→ page driver ─ToSession→ Session::update ─Effect→ session driver → sockets
//!  ↑ once a frame                     ↑                        │
//!  └──────── selectors                └──── FromSession ←──────┘
//! ```
//!
//! Nothing here knows a browser, reads a clock or makes randomness: time comes in as an argument, the world's answers
//! come in as messages, and what is asked of the world goes out as effects, which are plain data.

pub mod app;
pub mod format;
pub mod ids;
pub mod request;
pub mod session;
pub mod time;
pub mod units;
pub mod variables;
pub mod wire;

#[cfg(test)]
mod tests;
