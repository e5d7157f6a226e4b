//! Who is in which room of `/chat`.

use std::cell::RefCell;

use tokio_tungstenite::tungstenite::Message;

use crate::socket_io::Outbox;

/// The rooms of all clients. A client is in one room at most, and a room is there while somebody is in it.
#[derive(Default)]
pub(crate) struct Rooms(RefCell<Vec<Member>>);

struct Member {
    sid: String,
    room: String,
    outbox: Outbox,
}

impl Rooms {
    /// Brings a client into a room, out of the one it was in. Gives how many are there now.
    pub(super) fn join(&self, sid: &str, room: String, outbox: &Outbox) -> usize {
        self.leave(sid);
        let mut members = self.0.borrow_mut();
        members.push(Member { sid: sid.to_owned(), room: room.clone(), outbox: outbox.clone() });
        members.iter().filter(|member| member.room == room).count()
    }

    /// Takes a client out of its room, and gives which that was.
    pub(super) fn leave(&self, sid: &str) -> Option<String> {
        let mut members = self.0.borrow_mut();
        let place = members.iter().position(|member| member.sid == sid)?;
        Some(members.remove(place).room)
    }

    /// The room that a client is in.
    pub(super) fn of(&self, sid: &str) -> Option<String> {
        self.0.borrow().iter().find(|member| member.sid == sid).map(|member| member.room.clone())
    }

    /// Gives messages to everybody in a room, and says to how many.
    pub(super) fn deliver(&self, room: &str, messages: &[Message]) -> usize {
        let members = self.0.borrow();
        let there = members.iter().filter(|member| member.room == room);
        there.inspect(|member| messages.iter().cloned().for_each(|message| member.outbox.message(message))).count()
    }
}
