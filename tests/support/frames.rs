//! What the console may write to a terminal, and nothing else.

/// Final letters of the sequences that the painter and the guard use.
const LETTERS: &[u8] = b"ABCDGHJKLMSTXdhlmru";

/// Fails at the first byte that no frame holds: a control character from elsewhere, a title, a bell.
#[track_caller]
pub fn assert_only_frames(output: &[u8]) {
    let mut at = 0;
    while let Some(&byte) = output.get(at) {
        let before = || String::from_utf8_lossy(&output[at.saturating_sub(40)..(at + 40).min(output.len())]);
        let length = match byte {
            0x1b => sequence_length(&output[at..]),
            b'\r' | b'\n' | 0x08 => Some(1),
            0..0x20 | 0x7f => None,
            // The eight-bit controls, in UTF-8.
            0xc2 if output.get(at + 1).is_some_and(|next| *next < 0xa0) => None,
            _ => Some(1),
        };
        at += length.unwrap_or_else(|| panic!("not of a frame: {:?} within {:?}", byte as char, before()));
    }
}

fn sequence_length(bytes: &[u8]) -> Option<usize> {
    let parameters = bytes.strip_prefix(b"\x1b[")?;
    let count = parameters
        .iter()
        .take_while(|byte| matches!(byte, 0x20..=0x3f))
        .count();
    LETTERS.contains(parameters.get(count)?).then_some(count + 3)
}
