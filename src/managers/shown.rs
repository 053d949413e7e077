//! Requests as they are shown before they are sent, and the address that they go to.

use crate::spec::RequestText;
use crate::transport::{Call, Door};

/// What a call would send, exactly, secrets included; `None` if it cannot be sent at all. A body is JSON.
pub fn text_of(door: &Door, call: &Call) -> Option<RequestText> {
    let url = call.url(door.endpoint().base()).ok()?;
    let body = call
        .body_bytes()
        .map(|body| String::from_utf8_lossy(body).into_owned());
    let query = url.query().map(|query| format!("?{query}"));
    Some(RequestText {
        method: call.method().to_string(),
        origin: url.origin().ascii_serialization(),
        path: format!("{}{}", url.path(), query.unwrap_or_default()),
        content_type: if body.is_some() { "application/json" } else { "" },
        body: body.unwrap_or_default(),
    })
}

/// Where all paths begin, without a final slash: these segments below the context's URL.
pub fn address<'a>(door: &'a Door, below: impl IntoIterator<Item = &'a str>) -> String {
    let base = door.endpoint().base().as_str().trim_end_matches('/');
    let segments: Vec<&str> = std::iter::once(base).chain(below).collect();
    segments.join("/")
}
