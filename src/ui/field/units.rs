//! Places in a text: the browser counts UTF-16 units, Rust counts bytes.

/// How many bytes so many UTF-16 units of a text are.
pub(super) fn bytes_before(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, char) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(char.len_utf16());
    }
    text.len()
}

/// How many UTF-16 units so many bytes of a text are.
pub(super) fn units_before(text: &str, bytes: usize) -> u32 {
    let units = text.get(..bytes).unwrap_or(text).encode_utf16().count();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn places_are_the_same_in_both() {
        let text = "aä😀b";
        for (units, bytes) in [(0, 0), (1, 1), (2, 3), (4, 7), (5, 8)] {
            assert_eq!(bytes_before(text, units), bytes);
            assert_eq!(units_before(text, bytes), units);
        }
        assert_eq!(bytes_before(text, 9), text.len(), "past the end is the end");
    }
}
