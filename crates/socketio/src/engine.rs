//! Engine.IO: the layer below Socket.IO, which carries texts and bytes over a WebSocket or over HTTP.

pub mod packet;
pub mod payload;
