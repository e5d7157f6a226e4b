//! What the client does with real servers; each file has one subject.

mod connecting;
mod ending;
mod evolution;
mod generations;
mod heartbeat;
mod host;
mod malformed;
mod messages;
mod msgpack;
mod peer;
mod polling;
mod recovery;
mod upgrade;
