//! The messages of `/flood`, made one by one as the socket takes them.

pub(crate) const MAX_COUNT: usize = 5_000_000;
pub(crate) const MAX_BYTES: usize = 1_000_000;

/// Iterates over messages of one length, each a JSON object with its number.
#[derive(Debug, PartialEq)]
pub(crate) struct Flood {
    sent: usize,
    count: usize,
    len_bytes: usize,
}

impl Flood {
    pub(crate) fn new(count: usize, len_bytes: usize) -> Self {
        Self { sent: 0, count, len_bytes }
    }
}

impl Iterator for Flood {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        const END: &str = "\"}";
        const FILLER: &str = "all work and no play makes a dull log; ";
        if self.sent == self.count {
            return None;
        }
        self.sent += 1;
        let mut message = String::with_capacity(self.len_bytes.max(64));
        message.push_str("{\"sequence\":");
        message.push_str(&self.sent.to_string());
        message.push_str(",\"of\":");
        message.push_str(&self.count.to_string());
        message.push_str(",\"text\":\"");
        while message.len() + END.len() < self.len_bytes {
            let room = self.len_bytes - END.len() - message.len();
            message.push_str(&FILLER[..room.min(FILLER.len())]);
        }
        message.push_str(END);
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_numbered_and_of_the_asked_length() {
        let messages: Vec<String> = Flood::new(3, 120).collect();
        assert_eq!(messages.len(), 3);
        for (n, message) in (1..).zip(&messages) {
            assert_eq!(message.len(), 120);
            let value: serde_json::Value = serde_json::from_str(message).unwrap();
            assert_eq!((&value["sequence"], &value["of"]), (&n.into(), &3.into()));
        }
    }

    #[test]
    fn a_length_below_the_shortest_gives_the_shortest() {
        let message = Flood::new(1, 1).next().unwrap();
        assert_eq!(message, r#"{"sequence":1,"of":1,"text":""}"#);
    }
}
