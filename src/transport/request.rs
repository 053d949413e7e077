//! A call: what a manager's client asks for, before it becomes a request to a certain far end.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use reqwest::Url;

use crate::resource::Transfer;

use super::error::TransportError;
use super::upload::Upload;

/// One request to a manager: method, path, query, headers, body, and how to treat it.
#[derive(Clone)]
pub struct Call {
    label: Cow<'static, str>,
    method: Method,
    segments: Vec<String>,
    ends_in_slash: bool,
    is_beside_base: bool,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Option<Content>,
    timeout: Option<Duration>,
    is_read: bool,
    secret_fields: &'static [&'static str],
}

/// The body of a call.
#[derive(Clone)]
enum Content {
    Bytes(HeaderValue, Bytes),
    File(Box<Upload>),
}

impl Call {
    /// Starts a call. The label says what is attempted, for messages and traces: "list clusters".
    pub fn new(method: Method, label: impl Into<Cow<'static, str>>) -> Self {
        let is_read = method == Method::GET || method == Method::HEAD;
        Self {
            label: label.into(),
            method,
            segments: Vec::new(),
            ends_in_slash: false,
            is_beside_base: false,
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            timeout: None,
            is_read,
            secret_fields: &[],
        }
    }

    /// Starts a `GET`.
    pub fn get(label: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::GET, label)
    }

    /// Starts a `POST`.
    pub fn post(label: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::POST, label)
    }

    /// Starts a `PUT`.
    pub fn put(label: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::PUT, label)
    }

    /// Starts a `PATCH`.
    pub fn patch(label: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::PATCH, label)
    }

    /// Starts a `DELETE`.
    pub fn delete(label: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::DELETE, label)
    }

    /// Appends path segments, each percent-encoded whole: an id may hold a slash, a space or anything else.
    ///
    /// An empty segment, `.` and `..` make the call unsendable: they would address something else.
    pub fn path<S: Into<String>>(mut self, segments: impl IntoIterator<Item = S>) -> Self {
        self.segments.extend(segments.into_iter().map(Into::into));
        self
    }

    /// Ends the path in a slash, for an API that spells some of its paths so.
    pub fn ending_in_slash(mut self) -> Self {
        self.ends_in_slash = true;
        self
    }

    /// Takes the path from beside the base address: without the last segment of its own path, for a second version
    /// of an API whose address names the first.
    pub fn beside_base(mut self) -> Self {
        self.is_beside_base = true;
        self
    }

    /// Appends a query pair.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets a header, in place of an earlier one of the same name.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets a JSON body.
    pub fn json(self, body: &serde_json::Value) -> Self {
        self.body(HeaderValue::from_static("application/json"), body.to_string())
    }

    /// Sets a JSON body that is text already, sent byte for byte.
    pub fn json_text(self, body: impl Into<Bytes>) -> Self {
        self.body(HeaderValue::from_static("application/json"), body)
    }

    /// Sets a merge patch (RFC 7396) as the body, with its own content type.
    pub fn merge_patch(self, body: impl Into<Bytes>) -> Self {
        self.body(HeaderValue::from_static("application/merge-patch+json"), body)
    }

    /// Sets a form as the body (`application/x-www-form-urlencoded`).
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        let mut form = reqwest::Url::parse("form:").ok();
        if let Some(url) = &mut form {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        let body = form.as_ref().and_then(reqwest::Url::query).unwrap_or_default();
        self.body(
            HeaderValue::from_static("application/x-www-form-urlencoded"),
            body.to_owned(),
        )
    }

    /// Sets a body with its content type; exactly one `Content-Type` is sent.
    pub fn body(mut self, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        self.body = Some(Content::Bytes(content_type, body.into()));
        self
    }

    /// Sets a file of this machine as the body. It is read while it is sent, with its length told before.
    ///
    /// How far it has come is told to `transfer`, and when that is cancelled, the call ends in
    /// [`TransportError::Cancelled`]. The far end has its timeout for each piece, and that for the answer once the
    /// whole file is there. Such a call is never repeated by itself, and holds no turn while the file goes.
    pub fn file(self, content_type: HeaderValue, path: impl Into<PathBuf>, transfer: &Transfer) -> Self {
        self.file_between(content_type, (Bytes::new(), Bytes::new()), path.into(), transfer)
    }

    /// Sets a form with a file in it as the body (`multipart/form-data`, RFC 7578), sent as by [`file`](Self::file):
    /// the fields, then the file under the name `part`.
    pub fn form_with_file(
        self,
        fields: &[(&str, &str)],
        part: &str,
        path: impl Into<PathBuf>,
        transfer: &Transfer,
    ) -> Self {
        let path = path.into();
        let (boundary, content_type) = boundary();
        let mut before = fields_between(&boundary, fields);
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        before.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            quoted(part),
            quoted(&file_name)
        ));
        let after = format!("\r\n--{boundary}--\r\n");
        self.file_between(content_type, (before.into(), after.into()), path, transfer)
    }

    /// Sets such a form without a file in it as the body (`multipart/form-data`).
    pub fn form_in_parts(self, fields: &[(&str, &str)]) -> Self {
        let (boundary, content_type) = boundary();
        let body = format!("{}--{boundary}--\r\n", fields_between(&boundary, fields));
        self.body(content_type, body)
    }

    fn file_between(
        mut self,
        content_type: HeaderValue,
        (before, after): (Bytes, Bytes),
        path: PathBuf,
        transfer: &Transfer,
    ) -> Self {
        let transfer = transfer.clone();
        self.body = Some(Content::File(Box::new(Upload {
            content_type,
            path,
            before,
            after,
            transfer,
        })));
        self
    }

    /// Replaces the far end's default timeout for the whole answer (for a stream: for its head).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Declares a call that changes nothing although its method says otherwise, such as a search by `POST`.
    pub fn as_read(mut self) -> Self {
        self.is_read = true;
        self
    }

    /// Declares a call that must not be repeated although it is a `GET`.
    pub fn as_mutation(mut self) -> Self {
        self.is_read = false;
        self
    }

    /// Names fields that are secret in this call's bodies only, besides the door's.
    pub fn secret_fields(mut self, names: &'static [&'static str]) -> Self {
        self.secret_fields = names;
        self
    }

    /// What is attempted, as in "list clusters".
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Says whether the call may be repeated: it changes nothing.
    pub fn is_read(&self) -> bool {
        // What a file may do in part is never done again by itself.
        self.is_read && self.upload().is_none()
    }

    /// The body to be sent, if there is one that is no file.
    pub fn body_bytes(&self) -> Option<&Bytes> {
        match &self.body {
            Some(Content::Bytes(_, bytes)) => Some(bytes),
            Some(Content::File(_)) | None => None,
        }
    }

    /// The file to be sent, if one is.
    pub(super) fn upload(&self) -> Option<&Upload> {
        match &self.body {
            Some(Content::File(upload)) => Some(upload),
            Some(Content::Bytes(..)) | None => None,
        }
    }

    pub(super) fn own_timeout(&self) -> Option<Duration> {
        self.timeout
    }

    pub(super) fn own_secret_fields(&self) -> &'static [&'static str] {
        self.secret_fields
    }

    /// The query pairs, names and values as given.
    pub(super) fn query_pairs(&self) -> &[(String, String)] {
        &self.query
    }

    /// The path below a base address, percent-encoded.
    pub fn encoded_path(&self) -> String {
        let segments: Vec<_> = self
            .segments
            .iter()
            .map(|segment| encode_segment(segment))
            .collect();
        let slash = if self.ends_in_slash { "/" } else { "" };
        format!("{}{slash}", segments.join("/"))
    }

    /// The address of this call below a base address.
    ///
    /// # Errors
    /// [`TransportError::Unsendable`] if a segment is empty, `.` or `..`.
    pub fn url(&self, base: &Url) -> Result<Url, TransportError> {
        if let Some(segment) = self
            .segments
            .iter()
            .find(|s| matches!(s.as_str(), "" | "." | ".."))
        {
            return Err(TransportError::Unsendable {
                label: self.label.to_string(),
                reason: format!("{segment:?} cannot stand in an address"),
            });
        }
        let mut url = base.clone();
        // Without a path of its own, the call is for the base itself.
        if !self.segments.is_empty() || self.ends_in_slash {
            let root = base.path().trim_end_matches('/');
            let root = match root.rsplit_once('/') {
                Some((above, _)) if self.is_beside_base => above,
                _ => root,
            };
            url.set_path(&format!("{root}/{}", self.encoded_path().trim_start_matches('/')));
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }

    /// The request as it goes to the far end, but for the credential and a file.
    pub(super) fn request(&self, base: &Url) -> Result<reqwest::Request, TransportError> {
        let mut request = reqwest::Request::new(self.method.clone(), self.url(base)?);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        headers.extend(self.headers.clone());
        if let Some(Content::Bytes(content_type, bytes)) = &self.body {
            headers.insert(CONTENT_TYPE, content_type.clone());
            *request.body_mut() = Some(bytes.clone().into());
        }
        Ok(request)
    }
}

/// How the program names itself to managers.
pub const AGENT: &str = concat!("quarterdeck/", env!("CARGO_PKG_VERSION"));

/// Without query, headers and body, which may hold secrets.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("label", &self.label)
            .field("method", &self.method)
            .field("path", &self.encoded_path())
            .field("body_bytes", &self.body_bytes().map_or(0, Bytes::len))
            .finish_non_exhaustive()
    }
}

/// What stands between the parts of a form, and the content type that says so.
fn boundary() -> (String, HeaderValue) {
    // Long enough not to stand in a file by chance.
    let boundary = format!("quarterdeck-{:032x}", fastrand::u128(..));
    let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"))
        .unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"));
    (boundary, content_type)
}

/// The fields of a form, each with what stands before it.
fn fields_between(boundary: &str, fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n",
            quoted(name)
        )
    };
    fields.iter().map(part).collect()
}

/// A name within the quotes of a header of a form (RFC 7578, section 2: as browsers do).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Percent-encodes one path segment: all but unreserved characters (RFC 3986), `:` and `@`.
///
/// Not left to the URL library, which drops tabs and line ends: another id.
fn encode_segment(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b'@' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_path_goes_below_the_base_with_or_without_its_final_slash() {
        let call = Call::get("get cluster")
            .path(["clusters", "a1"])
            .query("q", "x y&z");
        for root in ["https://m.example/api/v1", "https://m.example/api/v1/"] {
            assert_eq!(
                call.url(&base(root)).unwrap().as_str(),
                "https://m.example/api/v1/clusters/a1?q=x+y%26z"
            );
        }
        assert_eq!(call.url(&base("http://h")).unwrap().path(), "/clusters/a1");
    }

    #[test]
    fn a_path_beside_the_base_leaves_out_the_last_segment_of_it() {
        let call = || Call::get("status").beside_base().path(["v3.1", "status"]);
        for root in ["https://h/api/v3", "https://h/api/v3/"] {
            assert_eq!(call().url(&base(root)).unwrap().path(), "/api/v3.1/status");
        }
        assert_eq!(call().url(&base("https://h")).unwrap().path(), "/v3.1/status");
    }

    #[test]
    fn a_path_ends_in_a_slash_where_the_api_spells_it_so() {
        let url = |call: Call, root| call.ending_in_slash().url(&base(root)).unwrap().path().to_owned();
        let list = || Call::get("list");
        assert_eq!(
            url(list().path(["v1", "extended"]), "https://h/"),
            "/v1/extended/"
        );
        for root in ["https://h/v1", "https://h/v1/"] {
            assert_eq!(url(list(), root), "/v1/");
        }
        assert_eq!(url(list(), "https://h"), "/");
    }

    #[test]
    fn an_id_with_slashes_spaces_or_unicode_stays_one_segment() {
        let call = Call::get("get").path(["clusters", "a/b c%2Fé?#\t"]);
        assert_eq!(
            call.url(&base("https://h/")).unwrap().path(),
            "/clusters/a%2Fb%20c%252F%C3%A9%3F%23%09"
        );
    }

    #[test]
    fn a_segment_that_would_address_something_else_is_not_sent() {
        for segment in ["", ".", ".."] {
            let error = Call::delete("delete cluster")
                .path(["clusters", segment])
                .url(&base("https://h/"));
            assert!(
                matches!(error, Err(TransportError::Unsendable { .. })),
                "{segment:?}"
            );
        }
    }

    #[test]
    fn what_a_call_prints_holds_neither_query_nor_body() {
        let call = Call::put("set")
            .path(["x"])
            .query("password", "pearl")
            .json_text("{\"a\":\"pearl\"}");
        assert!(!format!("{call:?}").contains("pearl"));
    }

    proptest! {
        #[test]
        fn an_encoded_segment_decodes_to_itself(segment in "\\PC{1,20}|[\\x00-\\x7f]{1,20}") {
            let encoded = encode_segment(&segment);
            let mut decoded = Vec::new();
            let mut bytes = encoded.bytes();
            while let Some(byte) = bytes.next() {
                if byte == b'%' {
                    let hex = [bytes.next().unwrap(), bytes.next().unwrap()];
                    decoded.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
                } else {
                    decoded.push(byte);
                }
            }
            prop_assert_eq!(decoded, segment.into_bytes());
        }
    }
}
