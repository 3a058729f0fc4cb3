//! Parameters of planners and worlds, described as data: one description serves validation, defaults and the lists
//! shown to people.

use crate::error::{SearchError, Violation};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};

/// What values a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Domain {
    /// A real number in `min..max`, both ends included.
    Number {
        /// Lowest value.
        min: f64,
        /// Highest value.
        max: f64,
    },
    /// A whole number in `min..max`, both ends included.
    Integer {
        /// Lowest value.
        min: u64,
        /// Highest value.
        max: u64,
    },
    /// One of these words.
    Choice {
        /// The words.
        options: &'static [&'static str],
    },
    /// True or false.
    Flag,
}

/// A default value that can stand in a constant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Default {
    /// A real number.
    Number(f64),
    /// A whole number.
    Integer(u64),
    /// One of a choice.
    Word(&'static str),
    /// True or false.
    Flag(bool),
}

/// One parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it does, with its unit.
    pub description: &'static str,
    /// The values it takes.
    #[serde(flatten)]
    pub domain: Domain,
    /// The value where none is given.
    pub default: Default,
}

/// Values that replace the defaults under one name.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Preset {
    /// The name given in the parameter `preset`.
    pub name: &'static str,
    /// What it stands for.
    pub description: &'static str,
    /// The values it sets.
    pub values: &'static [(&'static str, Default)],
}

impl Default {
    fn value(self) -> Value {
        match self {
            Default::Number(x) => Value::from(x),
            Default::Integer(x) => Value::from(x),
            Default::Word(x) => Value::from(x),
            Default::Flag(x) => Value::from(x),
        }
    }
}

impl Domain {
    /// Why the value is refused, or none. A refused text is not repeated: it may be anything.
    fn refusal(&self, value: &Value) -> Option<String> {
        match *self {
            Domain::Number { min, max } => match value.as_f64() {
                Some(x) if x >= min && x <= max => None,
                Some(x) => Some(format!("{x} is not in {min}..{max}")),
                None => Some(format!("must be a number in {min}..{max}")),
            },
            Domain::Integer { min, max } => match whole(value) {
                Some(x) if x >= min && x <= max => None,
                _ => match value.as_f64() {
                    Some(x) => Some(format!("{x} is not a whole number in {min}..{max}")),
                    None => Some(format!("must be a whole number in {min}..{max}")),
                },
            },
            Domain::Choice { options } => match value.as_str() {
                Some(word) if options.contains(&word) => None,
                _ => Some(format!("must be one of {}", options.join(", "))),
            },
            Domain::Flag => (!value.is_boolean()).then(|| "must be true or false".to_owned()),
        }
    }
}

/// A whole number however JSON spelt it: JavaScript writes 5 and 5.0 alike.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        value
            .as_f64()
            .filter(|x| *x >= 0.0 && *x <= 9_007_199_254_740_992.0 && x.fract() == 0.0)
            .map(|x| x as u64)
    })
}

/// Reads JSON parameters into `T`: unknown names, wrong types and values out of range are refused (all of them at
/// once), presets and defaults fill in what is missing. Empty text means no parameters. `scope` stands before the
/// names in messages.
pub fn read<T: DeserializeOwned>(
    scope: &str,
    json: &str,
    parameters: &[Parameter],
    presets: &[Preset],
) -> Result<T, SearchError> {
    let given = object(scope, json)?;
    let mut violations = Vec::new();
    let preset = chosen_preset(scope, &given, presets, &mut violations);
    let mut values: Map<String, Value> = parameters
        .iter()
        .map(|p| (p.name.to_owned(), p.default.value()))
        .collect();
    for (name, value) in preset.map(|p| p.values).unwrap_or_default() {
        values.insert((*name).to_owned(), value.value());
    }
    for (name, value) in given {
        if name == "preset" && !presets.is_empty() {
            continue;
        }
        let field = format!("{scope}.{name}");
        match parameters.iter().find(|p| p.name == name) {
            None => {
                let mut known: Vec<&str> = parameters.iter().map(|p| p.name).collect();
                if !presets.is_empty() {
                    known.push("preset");
                }
                let known = if known.is_empty() {
                    "none".to_owned()
                } else {
                    known.join(", ")
                };
                violations.push(Violation {
                    field,
                    description: format!("is not known; known are: {known}"),
                });
            }
            Some(parameter) => match parameter.domain.refusal(&value) {
                Some(description) => violations.push(Violation { field, description }),
                None => {
                    let value = match parameter.domain {
                        Domain::Integer { .. } => Value::from(whole(&value)),
                        _ => value,
                    };
                    values.insert(name, value);
                }
            },
        }
    }
    if !violations.is_empty() {
        return Err(SearchError::fields(violations));
    }
    serde_json::from_value(Value::Object(values)).map_err(|error| {
        SearchError::internal(format!("{scope}: the description does not fit its type: {error}"))
    })
}

/// For what has no parameters: refuses any.
pub fn refuse_any(scope: &str, json: &str) -> Result<(), SearchError> {
    read::<IgnoredAny>(scope, json, &[], &[])?;
    Ok(())
}

fn object(scope: &str, json: &str) -> Result<Map<String, Value>, SearchError> {
    if json.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(json) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(SearchError::field(scope, "must be a JSON object")),
        Err(error) => Err(SearchError::field(
            scope,
            format!("is not JSON (line {}, column {})", error.line(), error.column()),
        )),
    }
}

fn chosen_preset<'a>(
    scope: &str,
    given: &Map<String, Value>,
    presets: &'a [Preset],
    violations: &mut Vec<Violation>,
) -> Option<&'a Preset> {
    let wanted = given.get("preset").filter(|_| !presets.is_empty())?;
    let found = wanted
        .as_str()
        .and_then(|name| presets.iter().find(|p| p.name == name));
    if found.is_none() {
        let names = presets.iter().map(|p| p.name).collect::<Vec<_>>().join(", ");
        violations.push(Violation {
            field: format!("{scope}.preset"),
            description: format!("must be one of {names}"),
        });
    }
    found
}
