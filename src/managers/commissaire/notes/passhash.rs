//! The hash of a password, as the server's file of users holds it ("Authentication": bcrypt hashes).

use bcrypt::{Version, hash_with_salt};

use crate::resource::Arguments;
use crate::resource::note::NoteContext;

use super::parameter::PASSWORD;

/// As `commctl passhash` makes it: 2 to the power of so many rounds.
const ROUNDS: u32 = 12;
/// What is beyond is not looked at by bcrypt.
const LONGEST_BYTES: usize = 72;

/// Whether a password can be that of a user.
///
/// # Errors
/// What is wrong with it, in words; the password itself is not among them.
pub fn password(password: &str) -> Result<(), String> {
    if password.len() > LONGEST_BYTES {
        return Err(format!("a password has at most {LONGEST_BYTES} bytes"));
    }
    if password.contains('\0') {
        return Err("a password has no zero byte".into());
    }
    // The server splits at each of them, and answers 500 ("Authentication").
    if password.contains(':') {
        return Err("the server takes no password with a colon".into());
    }
    Ok(())
}

/// Hashes the password.
///
/// # Errors
/// It is none, or none of a user's.
pub fn write(context: &NoteContext, arguments: &Arguments) -> Result<String, String> {
    let given = arguments.get(PASSWORD).unwrap_or_default();
    if given.is_empty() {
        return Err("a password is needed".into());
    }
    password(given)?;
    let hash = hash_with_salt(given, ROUNDS, context.chance).map_err(|error| error.to_string())?;
    Ok(format!("{}\n", hash.format_for_version(Version::TwoB)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(password: &str, chance: u8) -> Result<String, String> {
        let context = NoteContext {
            chance: [chance; 16],
            ..NoteContext::default()
        };
        let told = Arguments::default().with_secret(PASSWORD, password.to_owned().into());
        write(&context, &told)
    }

    #[test]
    fn a_hash_is_of_the_password_and_of_chance() {
        let one = hash("a", 1).unwrap();
        assert!(one.starts_with("$2b$12$") && one.len() == 61, "{one}");
        assert_ne!(one, hash("a", 2).unwrap());
        assert!(bcrypt::verify("a", one.trim_end()).unwrap());
    }

    #[test]
    fn what_the_server_could_not_take_is_refused_without_being_repeated() {
        for bad in ["", "pearl:x", "pearl\0", &"pearl".repeat(15)] {
            let why = hash(bad, 1).unwrap_err();
            assert!(!why.contains("pearl"), "{why}");
        }
    }
}
