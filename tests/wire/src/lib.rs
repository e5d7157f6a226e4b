//! `duplex-socketio` over real sockets, against the official servers: `cargo test -p duplex-wire`.
//!
//! The servers are those of `tests/servers`, run by Node; the packages in `tests/` must be there (`npm ci`).

pub mod driver;

#[cfg(test)]
mod tests;
