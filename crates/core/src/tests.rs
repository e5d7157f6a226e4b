//! Tests of the whole: flows of the page with its sessions, what is stored, and the rules of the repository.

mod connections;
mod desk;
mod flows;
mod keeping;
mod merge;
mod palette;
mod socketio;
mod stored;
mod tidy;
mod workspace;
