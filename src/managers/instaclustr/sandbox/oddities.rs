//! Answers as older and stranger servers give them.

use serde_json::{Value, json};

use super::answer::Success;
use super::cidr::Cidr;
use super::settings::Oddities;

/// Makes an answer as odd as is asked for.
pub fn apply(oddities: Oddities, is_read: bool, success: &mut Success) {
    let Some(document) = &mut success.document else {
        return;
    };
    let tells_something = is_read || document.get("id").is_some();
    if oddities.empty_acknowledgements && success.status.as_u16() == 202 && !tells_something {
        success.document = None;
        return;
    }
    rewrite(oddities, document);
}

fn rewrite(oddities: Oddities, value: &mut Value) {
    match value {
        Value::Number(number) if oddities.numbers_as_text && !number.is_f64() => {
            *value = number.to_string().into();
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| rewrite(oddities, element)),
        Value::Object(members) => {
            for (name, member) in members {
                let network = member
                    .as_str()
                    .filter(|_| name == "cdcNetwork" && oddities.network_as_object);
                if let Some(Ok(network)) = network.map(str::parse::<Cidr>) {
                    *member =
                        json!({"network": network.address().to_string(), "prefixLength": network.prefix()});
                }
                rewrite(oddities, member);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
