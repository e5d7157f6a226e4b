//! Engine.IO 3 and 4 and Socket.IO for servers 2.x, 3.x and 4.x, as a client, without IO.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice))]

mod acks;
pub mod args;
pub mod backoff;
pub mod client;
pub mod engine;
pub mod error;
pub mod json;
pub mod packet;
pub mod parser;
pub mod revision;
pub mod time;
pub mod url;

#[cfg(test)]
mod tests;
