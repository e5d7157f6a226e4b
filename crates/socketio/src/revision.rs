//! The generations of servers and what differs between them on the wire.

/// A generation of servers, as a person picks it ("Client version").
///
/// A 3.x or 4.x server that allows old clients (`allowEIO3`) is spoken to as [`Generation::V2`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Generation {
    /// Servers 2.x (and 1.x).
    V2,
    /// Servers 3.x.
    V3,
    /// Servers 4.x.
    #[default]
    V4,
}

impl Generation {
    /// All of them, oldest first.
    pub const ALL: [Generation; 3] = [Generation::V2, Generation::V3, Generation::V4];

    /// The Engine.IO protocol it speaks.
    pub const fn engine(self) -> EngineVersion {
        match self {
            Generation::V2 => EngineVersion::V3,
            Generation::V3 | Generation::V4 => EngineVersion::V4,
        }
    }

    /// The Socket.IO packets it speaks.
    pub const fn packets(self) -> PacketRevision {
        match self {
            Generation::V2 => PacketRevision::R4,
            Generation::V3 | Generation::V4 => PacketRevision::R5,
        }
    }

    /// Whether it may hand out a `pid` to recover a connection with (4.6 and later).
    pub const fn recovers(self) -> bool {
        matches!(self, Generation::V4)
    }
}

/// A version of the Engine.IO protocol: the `EIO` of a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineVersion {
    /// `EIO=3`: the client pings, payloads have lengths.
    V3,
    /// `EIO=4`: the server pings, payloads have separators.
    V4,
}

impl EngineVersion {
    /// What stands in the query.
    pub const fn number(self) -> u8 {
        match self {
            EngineVersion::V3 => 3,
            EngineVersion::V4 => 4,
        }
    }
}

/// A revision of the Socket.IO packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PacketRevision {
    /// Servers 2.x: `/` is connected by the server, a namespace carries its query, a refusal carries any JSON.
    R4,
    /// Servers 3.x and 4.x: each namespace is asked for, with an object; a refusal carries an object.
    R5,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_decides_both_protocols() {
        let table = Generation::ALL.map(|generation| (generation.engine().number(), generation.packets()));
        assert_eq!(table, [(3, PacketRevision::R4), (4, PacketRevision::R5), (4, PacketRevision::R5)]);
    }
}
