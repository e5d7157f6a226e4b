//! The only place that touches the world: effects in, messages out, one driver for each half.

pub mod page;
pub mod session;
