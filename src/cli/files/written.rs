//! A document that knows where it stands.

use crate::resource::text::visible;
use crate::spec::{Finding, Gravity, Json, Parsed, Path, Place};

/// A document of a file.
#[derive(Debug, Clone)]
pub struct Written {
    /// "specs/orders.json"; of one of several in a file, "specs/all.yaml#2".
    pub origin: String,
    pub document: Json,
    /// The text and its places; YAML has none.
    places: Option<(String, Parsed)>,
}

impl Written {
    pub fn of_json(origin: &str, text: &str, parsed: Parsed) -> Self {
        Self {
            origin: origin.to_owned(),
            document: parsed.json.clone(),
            places: Some((text.to_owned(), parsed)),
        }
    }

    pub fn of_yaml(origin: &str, document: Json) -> Self {
        Self {
            origin: origin.to_owned(),
            document,
            places: None,
        }
    }

    /// "specs/orders.json:12:5", as far as it is known.
    pub fn place(&self, path: &Path) -> String {
        match &self.places {
            Some((text, parsed)) => {
                let Place { line, column } = Place::of_byte(text, parsed.nearest(path).start);
                format!("{}:{line}:{column}", self.origin)
            }
            None => self.origin.clone(),
        }
    }

    /// One line for one finding.
    pub fn tell(&self, finding: &Finding) -> String {
        let gravity = match finding.gravity {
            Gravity::Error => "error",
            Gravity::Warning => "warning",
        };
        self.line(&finding.path, gravity, &finding.message)
    }

    /// One line for what the manager says of one field.
    pub fn tell_field(&self, path: &Path, message: &str) -> String {
        self.line(path, "refused", message)
    }

    fn line(&self, path: &Path, gravity: &str, message: &str) -> String {
        let of = if path.is_empty() {
            String::new()
        } else {
            format!("{path}: ")
        };
        let text = format!("{}: {gravity}: {of}{message}", self.place(path));
        visible(&text).into_owned()
    }

    /// What stands more than once, of which the last counts.
    pub fn repeated(&self) -> impl Iterator<Item = String> {
        let repeated = self.places.iter().flat_map(|(_, parsed)| &parsed.repeated);
        repeated.map(|(path, _)| {
            self.line(
                path,
                "warning",
                "this key stands twice in its object: the last one counts",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_told_with_file_line_and_column_or_with_its_path_alone() {
        let text = "{\n  \"spec\": {\n    \"count\": 0\n  }\n}";
        let finding = Finding::error(Path::read("spec.count"), "at least 1");
        let json = Written::of_json("a.json", text, Parsed::read(text).unwrap());
        assert_eq!(json.tell(&finding), "a.json:3:5: error: spec.count: at least 1");
        let yaml = Written::of_yaml("a.yaml#2", Json::object());
        assert_eq!(yaml.tell(&finding), "a.yaml#2: error: spec.count: at least 1");
    }
}
