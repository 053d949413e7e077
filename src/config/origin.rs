//! Each value that holds and where it comes from: default, file, environment, flag, each before the ones in front of it.

use std::collections::BTreeMap;

use crate::managers::{About, registry};
use crate::resource::Protection;

use super::file::ConfigFile;
use super::keys::{self, Key, Section, Shape};
use super::mistake::Whose;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Default,
    /// The configuration file, at this line.
    File {
        line: usize,
    },
    Environment(&'static str),
    Flag(&'static str),
}

impl Origin {
    /// In words; `file` is the configuration file's name.
    pub fn words(self, file: &str) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File { line } => format!("{file}:{line}"),
            Self::Environment(name) => format!("environment {name}"),
            Self::Flag(name) => format!("flag {name}"),
        }
    }
}

/// One value that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The section, empty at the top of the file, and the key in it.
    pub whose: Whose,
    pub key: String,
    /// As the file would have it, or in plain words where only the surroundings decide.
    pub value: String,
    pub origin: Origin,
    /// It is `true` or `false`, and stands without quotes in the file.
    pub is_yes_no: bool,
    /// It is in plain words, and not what the file could say.
    pub is_words: bool,
}

impl Setting {
    /// `console.theme`, `contexts.prod.url`.
    pub fn path(&self) -> String {
        match &self.whose {
            Whose::File => self.key.clone(),
            Whose::Console => format!("console.{}", self.key),
            Whose::Context(name) => format!("contexts.{name}.{}", self.key),
        }
    }
}

/// What was said on the command line: by the name of a key, its value and the flag that gave it.
pub type Flags = BTreeMap<&'static str, (String, &'static str)>;

/// Reads variables; passed in, so that tests decide.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A variable that is set to something.
pub fn variable(environment: Environment<'_>, name: &str) -> Option<String> {
    environment(name).filter(|value| !value.is_empty())
}

/// Every value that holds, section by section in the order of the table of keys. What the file has a mistake in is
/// not there.
pub fn settings(file: &ConfigFile, flags: &Flags, environment: Environment<'_>) -> Vec<Setting> {
    let layers = Layers {
        file,
        flags,
        environment,
    };
    let mut all = Vec::new();
    for (section, whose) in [(Section::Top, Whose::File), (Section::Console, Whose::Console)] {
        all.extend(keys::of_section(section).filter_map(|key| layers.setting(key, &whose, None)));
    }
    for (name, entry) in &file.contexts {
        let about = registry::find(&entry.manager).map(|entry| entry.about);
        let whose = Whose::Context(name.clone());
        all.extend(keys::of_section(Section::Context).filter_map(|key| layers.setting(key, &whose, about)));
        for setting in about.into_iter().flat_map(|about| about.settings) {
            let key = format!("settings.{}", setting.name);
            let written = layers.written(&whose, &key);
            let (value, origin) = written.unwrap_or_else(|| (setting.default.to_owned(), Origin::Default));
            all.push(Setting {
                whose: whose.clone(),
                key,
                value,
                origin,
                is_yes_no: false,
                is_words: false,
            });
        }
    }
    all
}

struct Layers<'a> {
    file: &'a ConfigFile,
    flags: &'a Flags,
    environment: Environment<'a>,
}

impl Layers<'_> {
    fn setting(&self, key: &Key, whose: &Whose, about: Option<&About>) -> Option<Setting> {
        let said = self
            .flag(key, whose)
            .or_else(|| {
                let name = key.environment?;
                let value = variable(self.environment, name)?;
                Some((value, Origin::Environment(name)))
            })
            .or_else(|| self.written(whose, key.name));
        let (value, origin, is_words) = match said {
            Some((value, origin)) => (value, origin, false),
            None => {
                let (value, is_words) = default(key, about)?;
                (value, Origin::Default, is_words)
            }
        };
        Some(Setting {
            whose: whose.clone(),
            key: key.name.to_owned(),
            value,
            origin,
            is_yes_no: matches!(key.shape, Shape::YesNo) && !is_words,
            is_words,
        })
    }

    /// What a flag says; of two protections the stricter one holds.
    fn flag(&self, key: &Key, whose: &Whose) -> Option<(String, Origin)> {
        let (value, flag) = self.flags.get(key.name)?;
        if key.name == "protection" {
            let written = self
                .written(whose, key.name)
                .and_then(|(word, _)| Protection::named(&word));
            if Protection::named(value) <= written {
                return None;
            }
        }
        Some((value.clone(), Origin::Flag(flag)))
    }

    fn written(&self, whose: &Whose, key: &str) -> Option<(String, Origin)> {
        let written = self.file.written.get(&(whose.clone(), key.to_owned()))?;
        Some((written.text.clone(), Origin::File { line: written.line }))
    }
}

/// What holds where nothing is said, and whether that is in plain words.
fn default(key: &Key, about: Option<&About>) -> Option<(String, bool)> {
    let of_manager = match (key.name, about) {
        ("auth", Some(about)) => about.auth.first().map(|way| way.name().to_owned()),
        ("refresh", Some(about)) => Some(humantime::format_duration(about.intervals.list).to_string()),
        ("spacing", Some(about)) => about
            .spacing
            .map(|time| humantime::format_duration(time).to_string()),
        _ => None,
    };
    if let Some(value) = of_manager {
        return Some((value, false));
    }
    let default = key.default?;
    let choices = key.choices();
    let is_value = choices.contains(&default) || matches!(default, "auto" | "keyring");
    Some((default.to_owned(), !is_value))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn file() -> ConfigFile {
        let manager = registry::names().next().unwrap();
        let text = format!(
            "use = \"a\"\n[console]\ntheme = \"nord\"\nmouse = false\n[contexts.a]\nmanager = \"{manager}\"\n\
             url = \"https://m.test\"\nprotection = \"read-only\"\n[contexts.b]\nmanager = \"{manager}\"\n\
             url = \"https://m.test\"\n"
        );
        ConfigFile::parse(&text, Path::new("config.toml"))
    }

    fn of(path: &str, flags: &Flags, environment: Environment<'_>) -> (String, String) {
        let all = settings(&file(), flags, environment);
        let setting = all.iter().find(|setting| setting.path() == path).unwrap();
        (setting.value.clone(), setting.origin.words("config.toml"))
    }

    #[test]
    fn a_flag_goes_before_the_environment_that_before_the_file_and_that_before_the_default() {
        let none = |_: &str| None;
        let set = |name: &str| (name == "QD_THEME").then(|| "light".to_owned());
        let flags = Flags::from([("theme", ("mono".to_owned(), "--theme"))]);
        let pair = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
        let no_flags = Flags::new();
        let theme = |flags, environment| of("console.theme", flags, environment);
        assert_eq!(theme(&flags, &set), pair("mono", "flag --theme"));
        assert_eq!(theme(&no_flags, &set), pair("light", "environment QD_THEME"));
        assert_eq!(theme(&no_flags, &none), pair("nord", "config.toml:3"));
        assert_eq!(
            of("console.reduced_motion", &Flags::new(), &none),
            pair("false", "default")
        );
        assert_eq!(of("use", &Flags::new(), &none), pair("a", "config.toml:1"));
    }

    #[test]
    fn of_two_protections_the_stricter_one_holds() {
        let flags = Flags::from([("protection", ("protected".to_owned(), "--protected"))]);
        let of = |path| of(path, &flags, &|_| None);
        assert_eq!(of("contexts.a.protection").1, "config.toml:8");
        assert_eq!(of("contexts.b.protection").1, "flag --protected");
    }
}
