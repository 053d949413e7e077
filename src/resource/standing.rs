//! How it stands with what proves who we are to a manager. Nothing in it is secret.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

/// What may be said of a context's credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How it is shown to the manager: `bearer token`, `Basic, user operator`.
    pub form: Arc<str>,
    /// Where the secret lies: `keyring`, `environment variable PROD_TOKEN`.
    pub place: Arc<str>,
    /// When what is shown now ends, if that is known.
    pub expires: Option<DateTime<Utc>>,
    /// Whether it is replaced by itself before it ends.
    pub is_renewed: bool,
    /// Whether the user can give a secret, so that a form for it makes sense.
    pub takes_login: bool,
    /// Whether a secret that the user gives can be kept for other runs.
    pub can_keep: bool,
    pub need: Need,
    /// How the user gets a credential, or another one: "set QD_TOKEN, and start again".
    pub advice: Arc<str>,
    /// Why the manager takes no change from it, in the manager's words; reading goes on.
    pub read_only: Option<Arc<str>>,
}

/// What the user must do before the manager is asked again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Need {
    #[default]
    Nothing,
    /// There is no secret yet, or it cannot be had: why.
    Secret(Arc<str>),
    /// The manager refused it, in its own words; it is not shown again until the user acts.
    Refused(Arc<str>),
}

/// Where a secret that the user gives is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// In the system's keyring, for other runs too.
    InKeyring,
    /// In memory, as long as the program runs.
    ThisRun,
}

impl Need {
    /// Why the user must act, if so.
    pub fn reason(&self) -> Option<&Arc<str>> {
        match self {
            Self::Nothing => None,
            Self::Secret(why) | Self::Refused(why) => Some(why),
        }
    }
}

impl Standing {
    /// Of a far end that asks for nothing.
    pub fn nothing() -> Self {
        Self {
            form: "none".into(),
            place: "-".into(),
            expires: None,
            is_renewed: false,
            takes_login: false,
            can_keep: false,
            need: Need::Nothing,
            advice: "".into(),
            read_only: None,
        }
    }

    /// Whether nothing is asked of the manager until the user acts.
    pub fn needs_user(&self) -> bool {
        self.need != Need::Nothing
    }

    /// How long it still holds, in coarse steps: `3d`, `5h`, `4m`, `50s`, `expired`; `None` if it has no end.
    pub fn ends_in(&self, now: DateTime<Utc>) -> Option<String> {
        let left = (self.expires? - now).num_milliseconds();
        let seconds = left.div_euclid(1000);
        Some(match seconds {
            _ if left <= 0 => "expired".into(),
            // The last minute is told up: "10s" until it ends.
            0..60 => format!("{}s", (seconds / 10 + 1) * 10),
            60..3600 => format!("{}m", seconds / 60),
            3600..86_400 => format!("{}h", seconds / 3600),
            _ => format!("{}d", seconds / 86_400),
        })
    }

    /// When the words of [`Standing::ends_in`] change next.
    pub fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let expires = self.expires.filter(|expires| *expires > now)?;
        let seconds = (expires - now).num_seconds();
        let step = match seconds {
            0..60 => 10,
            60..3600 => 60,
            3600..86_400 => 3600,
            _ => 86_400,
        };
        // What is left then is just below a whole step.
        let left = TimeDelta::seconds(seconds - seconds % step);
        let just_after = if left.is_zero() {
            TimeDelta::zero()
        } else {
            TimeDelta::milliseconds(1)
        };
        expires.checked_sub_signed(left - just_after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(seconds: i64) -> (Standing, DateTime<Utc>) {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let standing = Standing {
            expires: Some(now + TimeDelta::seconds(seconds)),
            ..Standing::nothing()
        };
        (standing, now)
    }

    #[test]
    fn what_is_left_is_told_in_coarse_steps() {
        let words = |seconds| {
            let (standing, now) = ending(seconds);
            standing.ends_in(now).unwrap()
        };
        let told = [0, 1, 9, 10, 59, 60, 119, 3599, 3600, 86_399, 86_400, 200_000].map(words);
        assert_eq!(
            told,
            [
                "expired", "10s", "10s", "20s", "60s", "1m", "1m", "59m", "1h", "23h", "1d", "2d"
            ]
        );
    }

    #[test]
    fn the_next_change_is_when_the_words_change_and_not_before() {
        for seconds in [5, 10, 59, 60, 61, 150, 3600, 4000, 90_000] {
            let (standing, now) = ending(seconds);
            let next = standing.next_change(now).unwrap();
            let before = next - TimeDelta::milliseconds(2);
            assert_ne!(standing.ends_in(next), standing.ends_in(now), "{seconds}");
            if before > now {
                assert_eq!(standing.ends_in(before), standing.ends_in(now), "{seconds}");
            }
        }
        let (standing, now) = ending(0);
        assert_eq!(standing.next_change(now), None);
        assert_eq!(Standing::nothing().next_change(now), None);
    }
}
