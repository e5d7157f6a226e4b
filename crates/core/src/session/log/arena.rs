//! Payload bytes in chunks of 1 MiB that are written once and never moved or grown.

use std::collections::VecDeque;

/// Where a payload lies. Copied into its record; valid until the chunk is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) chunk: u32,
    pub(super) offset: u32,
    pub(super) len: u32,
}

/// The chunks from the oldest that is still kept to the one being filled.
#[derive(Debug, Default)]
pub(super) struct Arena {
    chunks: VecDeque<Vec<u8>>,
    first_chunk: u32,
    n_bytes: usize,
}

impl Arena {
    const CHUNK_BYTES: usize = 1 << 20;

    /// Copies a payload in, and what belongs behind it. One that is larger than what is left of the newest chunk opens the
    /// next.
    pub(super) fn push<'a>(&mut self, payload: &[u8], attachments: impl Iterator<Item = &'a [u8]> + Clone) -> Span {
        let len = payload.len() + attachments.clone().map(<[u8]>::len).sum::<usize>();
        let fits = self.chunks.back().is_some_and(|chunk| chunk.capacity() - chunk.len() >= len);
        if !fits {
            let capacity = len.max(Arena::CHUNK_BYTES);
            self.chunks.push_back(Vec::with_capacity(capacity));
            self.n_bytes += capacity;
        }
        let Some(chunk) = self.chunks.back_mut() else {
            return Span::default();
        };
        let offset = chunk.len() as u32;
        chunk.extend_from_slice(payload);
        for attachment in attachments {
            chunk.extend_from_slice(attachment);
        }
        let newest = self.first_chunk.wrapping_add(self.chunks.len() as u32 - 1);
        Span { chunk: newest, offset, len: len as u32 }
    }

    /// The payload of a span, or nothing when its chunk was dropped.
    pub(super) fn get(&self, span: Span) -> &[u8] {
        let (start, end) = (span.offset as usize, span.offset as usize + span.len as usize);
        let chunk = self.chunks.get(span.chunk.wrapping_sub(self.first_chunk) as usize);
        chunk.and_then(|chunk| chunk.get(start..end)).unwrap_or_default()
    }

    /// Drops the oldest chunk, unless it is the one being filled. Gives its number.
    pub(super) fn drop_oldest(&mut self) -> Option<u32> {
        if self.chunks.len() < 2 {
            return None;
        }
        let chunk = self.chunks.pop_front()?;
        self.n_bytes -= chunk.capacity();
        self.first_chunk = self.first_chunk.wrapping_add(1);
        Some(self.first_chunk.wrapping_sub(1))
    }

    /// Drops every chunk before the one given, which holds the oldest payload that is kept.
    pub(super) fn drop_before(&mut self, chunk: u32) {
        // Chunk numbers wrap after 4 PiB; a distance of half the range means "before".
        while chunk.wrapping_sub(self.first_chunk).wrapping_sub(1) < u32::MAX / 2 && self.drop_oldest().is_some() {}
    }

    /// Bytes held, unused ends of chunks included.
    pub(super) fn n_bytes(&self) -> usize {
        self.n_bytes
    }
}
