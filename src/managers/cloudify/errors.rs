//! The API's error bodies (§1.6), what comes in their place (§1.7), and what each code means (§1.8).

use serde_json::{Map, Value};

use crate::managers::ManagerError;
use crate::transport::TransportError;

use super::lenient::as_text;

/// What an answer means depends on what was asked for, and on what is known of the far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Whether something was to be changed.
    pub is_change: bool,
    /// Whether the far end ever answered as this API does: then a page in place of an answer says that this version
    /// does not have what was asked for, and not that the address is wrong.
    pub is_known: bool,
}

/// A setting that decides where the paths begin.
const BASE_PATH_SETTING: &str = "base_path";

/// What a failed call means for this API.
pub fn read(error: TransportError, asked: Asked) -> ManagerError {
    let Some(status) = error.status() else {
        return error.into();
    };
    // Maintenance answers 304 if it is already so (§4.16).
    if status.as_u16() == 304 {
        return ManagerError::Conflict {
            message: "it is so already: nothing was changed".into(),
        };
    }
    if status.is_redirection() {
        return error.into();
    }
    if is_not_routed(&error) {
        return not_routed(&error, asked);
    }
    let said = said(&error);
    let message = said
        .message
        .clone()
        .or_else(|| error.words())
        .map_or_else(|| status.to_string(), in_one_line);
    match said.code.as_deref() {
        Some(code) => of_code(code, status.as_u16(), message, asked),
        None => of_status(&error, status.as_u16(), message),
    }
}

/// Whether the path is none of this API's: a page, not an error of its own (§1.7).
pub fn is_not_routed(error: &TransportError) -> bool {
    matches!(error.status().map(|status| status.as_u16()), Some(404)) && body(error).is_none()
}

/// Whether it says that this version, or this edition, does not have what was asked for.
pub fn is_not_offered(error: &TransportError) -> bool {
    is_not_routed(error) || said(error).code.as_deref() == Some(MISSING_PREMIUM)
}

const MISSING_PREMIUM: &str = "missing_premium_package_error";

fn not_routed(error: &TransportError, asked: Asked) -> ManagerError {
    let words = error.words().map(in_one_line).unwrap_or_default();
    // Archives are files of the web server in front: what it does not find is gone.
    if asked.is_known && words.contains("nginx") {
        return ManagerError::NotFound {
            message: "the manager has no such file".into(),
        };
    }
    if asked.is_known {
        return ManagerError::NotOffered {
            reason: "this version of the manager does not have it".into(),
        };
    }
    ManagerError::PathNotConfirmed {
        message: format!("the manager's API is not at this address ({words})"),
        setting: BASE_PATH_SETTING,
    }
}

fn of_code(code: &str, status: u16, message: String, asked: Asked) -> ManagerError {
    match code {
        MISSING_PREMIUM => ManagerError::NotOffered {
            reason: "this manager's edition does not have it: it is a feature of the premium edition".into(),
        },
        "unauthorized_error" | "application_not_secured_error" | "no_token_generator_error" => {
            ManagerError::Unauthorized {
                message: without(&message, "User unauthorized: "),
                advice: None,
            }
        }
        "forbidden_error" => ManagerError::Forbidden {
            message: match message.contains("tenant name") || message.contains("tenant not provided") {
                true => format!("{message}; check the setting `tenant`"),
                false => message,
            },
        },
        "not_found_error" => ManagerError::NotFound { message },
        "existing_running_execution_error" => ManagerError::Conflict {
            message: match message.contains("system-wide") {
                true => format!("{message}; wait until it has ended"),
                false => format!("{message}; wait until it has ended, or say force"),
            },
        },
        "deployment_environment_creation_pending_error"
        | "deployment_environment_creation_in_progress_error" => ManagerError::Conflict {
            message: format!("{message}; its environment is being created, wait for that"),
        },
        "deployment_plugin_not_found" => ManagerError::Conflict {
            message: format!("{message}; upload the plugin first"),
        },
        "dependent_exists_error"
        | "illegal_action_error"
        | "invalid_exception_status_update"
        | "snapshot_action_error"
        | "plugin_in_use"
        | "blueprint_in_use"
        | "conflict_error"
        | "storage_error"
        | "ambiguous_name"
        // Of a group whose members are kept in LDAP (§4.14): it was asked, and did nothing.
        | "method_not_allowed_error"
        | "unavailable_workflow_error" => ManagerError::Conflict { message },
        // The order of checks (§1.2): nothing was looked at, so nothing was done.
        "maintenance_mode_active"
        | "entering_maintenance_mode"
        | "insufficient_memory_error"
        | "in_snapshot_restore_error"
            if asked.is_change =>
        {
            ManagerError::Conflict { message }
        }
        "unsupported_content_type_error" => fault_of_ours(status, message),
        _ if status == 400 => ManagerError::Invalid {
            message,
            fields: Vec::new(),
        },
        _ => ManagerError::Refused { status, message },
    }
}

fn of_status(error: &TransportError, status: u16, message: String) -> ManagerError {
    match status {
        400 => ManagerError::Invalid {
            message,
            fields: Vec::new(),
        },
        401 => ManagerError::Unauthorized {
            message,
            advice: None,
        },
        403 => ManagerError::Forbidden { message },
        404 => ManagerError::NotFound { message },
        405 => ManagerError::NotOffered {
            reason: "this version of the manager does not offer it".into(),
        },
        409 | 412 => ManagerError::Conflict { message },
        415 => fault_of_ours(status, message),
        429 => ManagerError::RateLimited {
            retry_after: error.retry_after(),
        },
        status => ManagerError::Refused { status, message },
    }
}

fn fault_of_ours(status: u16, message: String) -> ManagerError {
    ManagerError::Refused {
        status,
        message: format!("{message}; this is a fault of the console"),
    }
}

/// What an error's body says, as far as it is one of this API's.
#[derive(Debug, Default)]
struct Said {
    message: Option<String>,
    code: Option<String>,
}

fn said(error: &TransportError) -> Said {
    let Some(mut members) = body(error) else {
        return Said::default();
    };
    let mut text = |name: &str| {
        let text = members.remove(name).map(as_text)?;
        (!text.trim().is_empty()).then_some(text)
    };
    Said {
        message: text("message"),
        code: text("error_code"),
    }
}

/// The body, if it is a JSON object; a page of HTML is none.
fn body(error: &TransportError) -> Option<Map<String, Value>> {
    let TransportError::Status { body, .. } = error else {
        return None;
    };
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}

/// A text of several lines as a part of a sentence, without a final stop.
fn in_one_line(text: String) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mut line = lines.join(" ");
    if line.ends_with('.') && !line.ends_with("..") {
        line.pop();
    }
    line
}

fn without(text: &str, prefix: &str) -> String {
    text.strip_prefix(prefix).unwrap_or(text).to_owned()
}
