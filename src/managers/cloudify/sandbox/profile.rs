//! Which generation of the manager is simulated, and how that one words what it says.

use serde_json::Value;

/// Which generation answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// 4.2, the generation that the API's documentation describes.
    #[default]
    V42,
    /// 7.1: more members, `/api/v3.1` beside `/api/v3`, empty answers to deletes.
    V71,
}

/// Which edition answers; the community's has one tenant, and neither users nor a cluster to manage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edition {
    #[default]
    Premium,
    Community,
}

impl Profile {
    /// What 4.2 has, or what 7.1 has.
    pub fn pick<T>(self, v42: T, v71: T) -> T {
        match self {
            Self::V42 => v42,
            Self::V71 => v71,
        }
    }

    /// Names as Python prints a list of texts: 4.2 runs on Python 2, where a text of a request is marked.
    pub fn listed<'a>(self, names: impl IntoIterator<Item = &'a str>) -> String {
        let mark = match self {
            Self::V42 => "u",
            Self::V71 => "",
        };
        let names: Vec<String> = names.into_iter().map(|name| format!("{mark}'{name}'")).collect();
        format!("[{}]", names.join(", "))
    }

    /// What Python calls the type of a value.
    pub fn type_of(self, value: &Value) -> &'static str {
        match (value, self) {
            (Value::Null, _) => "NoneType",
            (Value::Bool(_), _) => "bool",
            (Value::Number(number), _) if number.is_f64() => "float",
            (Value::Number(_), _) => "int",
            (Value::String(_), Self::V42) => "unicode",
            (Value::String(_), Self::V71) => "str",
            (Value::Array(_), _) => "list",
            (Value::Object(_), _) => "dict",
        }
    }

    /// What the manager calls how far a resource can be seen.
    pub fn reach(self) -> &'static str {
        match self {
            Self::V42 => "availability",
            Self::V71 => "visibility",
        }
    }
}

impl Edition {
    pub fn name(self) -> &'static str {
        match self {
            Self::Premium => "premium",
            Self::Community => "community",
        }
    }
}

/// Names as Python prints a list of its own texts.
pub fn plainly_listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    Profile::V71.listed(names)
}
