//! An upload in parts: JSON parameters beside the archive, as newer clients send it ("Blueprints").

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::asking::Asking;

/// What an upload holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Upload {
    /// The members of the part `params`.
    pub parameters: Map<String, Value>,
    pub archive: Bytes,
}

impl Upload {
    /// Takes the body of a request apart; one of a single piece is the archive.
    pub fn of(ask: &Asking) -> Self {
        let boundary = ask
            .content_type
            .split(';')
            .filter_map(|part| part.trim().strip_prefix("boundary="))
            .map(|boundary| boundary.trim_matches('"'))
            .next()
            .filter(|_| ask.content_type.starts_with("multipart/"));
        match boundary {
            Some(boundary) => Self::of_parts(&ask.octets, boundary),
            None => Self {
                archive: ask.octets.clone(),
                ..Self::default()
            },
        }
    }

    fn of_parts(body: &Bytes, boundary: &str) -> Self {
        let mut upload = Self::default();
        let mark = format!("--{boundary}");
        let mut at = 0;
        while let Some(start) = find(body, mark.as_bytes(), at) {
            let start = start + mark.len();
            let Some(end) = find(body, mark.as_bytes(), start) else {
                break;
            };
            if let Some(gap) = find(body, b"\r\n\r\n", start).filter(|gap| *gap < end) {
                let head = String::from_utf8_lossy(body.get(start..gap).unwrap_or_default()).into_owned();
                // The line break before a boundary belongs to it.
                let content = body.slice(gap + 4..end.saturating_sub(2).max(gap + 4));
                match head.contains("name=\"params\"") {
                    true => {
                        let read: Option<Value> = serde_json::from_slice(&content).ok();
                        upload.parameters = read
                            .and_then(|value| value.as_object().cloned())
                            .unwrap_or_default();
                    }
                    false => upload.archive = content,
                }
            }
            at = end;
        }
        upload
    }
}

fn find(body: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    let at = rest.windows(wanted.len()).position(|window| window == wanted)?;
    Some(from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_archive_are_told_apart() {
        let body = "--x1\r\nContent-Disposition: form-data; name=\"params\"\r\n\r\n{\"application_file_name\": \"a.yaml\"}\r\n--x1\r\nContent-Disposition: form-data; name=\"blueprint_archive\"\r\n\r\nPK--\r\n\r\n--x1--\r\n";
        let upload = Upload::of_parts(&Bytes::from_static(body.as_bytes()), "x1");
        assert_eq!(upload.parameters["application_file_name"], "a.yaml");
        assert_eq!(upload.archive.as_ref(), b"PK--\r\n");
    }
}
