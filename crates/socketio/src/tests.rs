//! Tests of the whole: recorded vectors, arbitrary input, conversations.

mod arbitrary;
mod conversations;
mod script;
mod vectors;
