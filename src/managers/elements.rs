//! Splits a JSON array into its elements while its bytes are still arriving.
//!
//! The list of a large manager is hundreds of megabytes, answered whole. Elements are handed on one
//! by one, as the very bytes that were sent, so that a reader can compare before it parses and no
//! body is ever held.

use std::time::Duration;

use crate::resource::Row;
use crate::transport::{StreamingAnswer, TransportError};

use super::error::ManagerError;
use super::manager::ElementSink;

/// Reads the answer to its end and gives every element of the array in it to `sink`.
///
/// A list that nobody waits for is read with pauses: the socket gathers what comes meanwhile, so that
/// a refresh of many megabytes wakes the program some dozen times and not some thousand times.
///
/// # Errors
/// Those of the transport, as `error` words them; [`ManagerError::List`] for what is no whole array.
pub async fn read_array(
    mut answer: StreamingAnswer,
    sink: &mut (dyn ElementSink + '_),
    read: fn(&str) -> Row,
    error: fn(TransportError) -> ManagerError,
) -> Result<(), ManagerError> {
    let mut splitter = ArraySplitter::default();
    let (mut seen, mut since_rest) = (0, 0);
    while let Some(chunk) = answer.next_chunk().await.map_err(error)? {
        if splitter.pending_bytes() > LARGEST_ELEMENT_BYTES {
            return Err(SplitError::TooLarge { elements: seen }.into());
        }
        splitter.feed(&chunk, |raw| {
            seen += 1;
            sink.element(&String::from_utf8_lossy(raw), read);
        })?;
        since_rest += chunk.len();
        if since_rest >= REST_AFTER && !sink.is_urgent() {
            since_rest = 0;
            tokio::time::sleep(REST).await;
        }
    }
    Ok(splitter.finish(seen)?)
}

/// The largest element that is held while it is not complete yet.
const LARGEST_ELEMENT_BYTES: usize = 64 * 1024 * 1024;

/// Bytes read in one go of a list that nobody waits for, and the pause after them.
const REST_AFTER: usize = 1024 * 1024;
const REST: Duration = Duration::from_millis(25);

/// Splits one array; feed it every chunk, then [`ArraySplitter::finish`].
#[derive(Debug, Default)]
pub struct ArraySplitter {
    /// Bytes of the element that is not complete yet.
    pending: Vec<u8>,
    /// How much of `pending` has been looked at.
    scanned: usize,
    place: Place,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    BeforeArray,
    Between,
    InElement,
    AfterArray,
}

/// Why bytes are not an array that can be split.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("a list was expected, and this came: {excerpt}")]
    NotAnArray { excerpt: String },
    #[error("the list ends in the middle, after {elements} elements")]
    Truncated { elements: usize },
    #[error("an element of the list has no end, after {elements} elements")]
    TooLarge { elements: usize },
}

/// How much of an unexpected answer an error quotes, in bytes.
const EXCERPT_BYTES: usize = 200;

impl ArraySplitter {
    /// Takes the next bytes and gives each element that they complete to `element`.
    ///
    /// # Errors
    /// [`SplitError::NotAnArray`] at the first byte that cannot begin an array.
    pub fn feed(&mut self, chunk: &[u8], mut element: impl FnMut(&[u8])) -> Result<(), SplitError> {
        self.pending.extend_from_slice(chunk);
        let mut start = 0;
        let mut at = self.scanned;
        while let Some(&byte) = self.pending.get(at) {
            match self.place {
                Place::BeforeArray => match byte {
                    b'[' => {
                        self.place = Place::Between;
                        start = at + 1;
                    }
                    b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf => start = at + 1,
                    _ => return Err(self.not_an_array(at)),
                },
                Place::Between => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' | b',' => start = at + 1,
                    b']' => {
                        self.place = Place::AfterArray;
                        start = at + 1;
                    }
                    _ => {
                        self.place = Place::InElement;
                        start = at;
                        continue; // the same byte opens the element
                    }
                },
                Place::InElement => {
                    let (next, ended) = self.scan_element(at);
                    at = next;
                    if ended {
                        element(self.pending.get(start..at).unwrap_or_default().trim_ascii_end());
                        start = at;
                        self.place = Place::Between;
                    }
                    continue;
                }
                Place::AfterArray => start = at + 1,
            }
            at += 1;
        }
        self.pending.drain(..start);
        self.scanned = at - start;
        Ok(())
    }

    /// Bytes of the element that is not complete yet.
    pub fn pending_bytes(&self) -> usize {
        self.pending.len()
    }

    /// Looks for the end of an element from `at` on; gives where it stopped and whether that is it.
    fn scan_element(&mut self, mut at: usize) -> (usize, bool) {
        while let Some(&byte) = self.pending.get(at) {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                } else if byte == b'\\' {
                    self.escaped = true;
                } else if byte == b'"' {
                    self.in_string = false;
                }
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b']' | b',' if self.depth == 0 => return (at, true),
                    b'}' | b']' => {
                        self.depth = self.depth.saturating_sub(1);
                        if self.depth == 0 {
                            return (at + 1, true);
                        }
                    }
                    _ => {}
                }
            }
            at += 1;
        }
        (at, false)
    }

    /// Checks that the array was closed.
    ///
    /// # Errors
    /// [`SplitError::Truncated`] if it was not; `seen` is how many elements were read.
    pub fn finish(self, seen: usize) -> Result<(), SplitError> {
        match self.place {
            Place::AfterArray => Ok(()),
            Place::BeforeArray => Err(SplitError::NotAnArray {
                excerpt: "nothing".into(),
            }),
            Place::Between | Place::InElement => Err(SplitError::Truncated { elements: seen }),
        }
    }

    fn not_an_array(&self, at: usize) -> SplitError {
        let rest = self.pending.get(at..).unwrap_or_default();
        let excerpt = rest.get(..rest.len().min(EXCERPT_BYTES)).unwrap_or_default();
        SplitError::NotAnArray {
            excerpt: String::from_utf8_lossy(excerpt).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str, chunk: usize) -> Result<Vec<String>, SplitError> {
        let mut splitter = ArraySplitter::default();
        let mut elements = Vec::new();
        for chunk in text.as_bytes().chunks(chunk.max(1)) {
            splitter.feed(chunk, |raw| {
                elements.push(String::from_utf8_lossy(raw).into_owned())
            })?;
        }
        splitter.finish(elements.len())?;
        Ok(elements)
    }

    #[test]
    fn elements_come_out_as_they_were_sent() {
        let text = r#" [ {"a": "]}\"," , "b":[1, 2]} ,3, "x,]" ,null ] "#;
        for chunk in 1..text.len() {
            assert_eq!(
                split(text, chunk).unwrap(),
                [r#"{"a": "]}\"," , "b":[1, 2]}"#, "3", r#""x,]""#, "null"]
            );
        }
    }

    #[test]
    fn an_empty_list_has_no_elements() {
        assert_eq!(split("[]", 1).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_list_that_breaks_off_is_an_error_after_its_whole_elements() {
        assert_eq!(
            split(r#"[{"a":1},{"b""#, 4),
            Err(SplitError::Truncated { elements: 1 })
        );
    }

    #[test]
    fn what_is_no_list_is_quoted() {
        let Err(SplitError::NotAnArray { excerpt }) = split("<html>502</html>", 64) else {
            panic!("an HTML page is not a list");
        };
        assert_eq!(excerpt, "<html>502</html>");
    }

    proptest! {
        #[test]
        fn any_array_splits_into_its_elements(
            values in proptest::collection::vec("[ -~é]{0,12}", 0..6), chunk in 1usize..40
        ) {
            let array = serde_json::json!(values.iter().map(|v| serde_json::json!({"k": [v, 1]})).collect::<Vec<_>>());
            let parts = split(&serde_json::to_string_pretty(&array).unwrap(), chunk).unwrap();
            let read: Vec<serde_json::Value> = parts.iter().map(|p| serde_json::from_str(p).unwrap()).collect();
            prop_assert_eq!(serde_json::Value::Array(read), array);
        }
    }
}
