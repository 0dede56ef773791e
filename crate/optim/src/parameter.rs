//! Parameters with their domains, and the values that are given for them.

use std::collections::BTreeMap;
use std::fmt;

use fallline_autodiff::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::text::{self, refuse};

/// The values that a parameter may take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Domain {
    /// A finite real number between the bounds. A bound that is open is not itself allowed.
    Real {
        /// Lower bound; `None` where there is none.
        min: Option<f64>,
        /// Upper bound; `None` where there is none.
        max: Option<f64>,
        /// Whether the lower bound is excluded.
        min_open: bool,
        /// Whether the upper bound is excluded.
        max_open: bool,
        /// Whether a slider should be logarithmic.
        log: bool,
    },
    /// A whole number between the bounds, both included.
    Int {
        /// Lower bound.
        min: i32,
        /// Upper bound.
        max: i32,
    },
    /// One of some words.
    Choice {
        /// The words.
        options: &'static [&'static str],
    },
    /// Yes or no.
    Bool,
}

impl Domain {
    /// Every finite real number.
    pub const REAL: Self = Self::Real { min: None, max: None, min_open: false, max_open: false, log: false };
    /// 0 < x.
    pub const POSITIVE: Self =
        Self::Real { min: Some(0.0), max: None, min_open: true, max_open: false, log: true };
    /// 0 ≤ x.
    pub const NOT_NEGATIVE: Self =
        Self::Real { min: Some(0.0), max: None, min_open: false, max_open: false, log: false };
    /// 0 ≤ x < 1: the weight of an exponential average.
    pub const AVERAGE: Self =
        Self::Real { min: Some(0.0), max: Some(1.0), min_open: false, max_open: true, log: false };
    /// 0 < x < 1.
    pub const FRACTION: Self =
        Self::Real { min: Some(0.0), max: Some(1.0), min_open: true, max_open: true, log: false };
    /// A number of iterations.
    pub const COUNT: Self = Self::Int { min: 1, max: 1_000_000 };
    /// 0 < x ≤ 1.
    pub const DECAY: Self =
        Self::Real { min: Some(0.0), max: Some(1.0), min_open: true, max_open: false, log: false };
    /// 0 ≤ x ≤ 1.
    pub const UNIT: Self =
        Self::Real { min: Some(0.0), max: Some(1.0), min_open: false, max_open: false, log: false };

    /// Whether `setting` is in the domain.
    ///
    /// ```
    /// use fallline_optim::parameter::{Domain, Setting};
    /// assert!(Domain::AVERAGE.contains(&Setting::Number(0.0)));
    /// assert!(!Domain::AVERAGE.contains(&Setting::Number(1.0)));
    /// assert!(!Domain::AVERAGE.contains(&Setting::Bool(true)));
    /// ```
    #[must_use]
    pub fn contains(&self, setting: &Setting) -> bool {
        match (*self, setting) {
            (Self::Real { min, max, min_open, max_open, .. }, &Setting::Number(x)) => {
                x.is_finite()
                    && min.is_none_or(|min| if min_open { min < x } else { min <= x })
                    && max.is_none_or(|max| if max_open { x < max } else { x <= max })
            }
            (Self::Int { min, max }, &Setting::Number(x)) => {
                x.fract() == 0.0 && f64::from(min) <= x && x <= f64::from(max)
            }
            (Self::Choice { options }, Setting::Text(word)) => options.contains(&word.as_str()),
            (Self::Bool, Setting::Bool(_)) => true,
            _ => false,
        }
    }

    /// The domain in words, for the parameter `id`: "a number with 0 <= beta < 1".
    #[must_use]
    pub fn describe(&self, id: &str) -> String {
        match *self {
            Self::Real { min: None, max: None, .. } => "a finite number".to_owned(),
            Self::Real { min, max, min_open, max_open, .. } => {
                let sign = |open: bool| if open { "<" } else { "<=" };
                let low = min.map_or(String::new(), |min| format!("{min} {} ", sign(min_open)));
                let high = max.map_or(String::new(), |max| format!(" {} {max}", sign(max_open)));
                format!("a number with {low}{id}{high}")
            }
            Self::Int { min, max } => format!("a whole number from {min} to {max}"),
            Self::Choice { options } => format!("one of {}", text::enumerate(options)),
            Self::Bool => "true or false".to_owned(),
        }
    }
}

/// What a parameter is where nothing is given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum DefaultValue {
    /// A number.
    Number(f64),
    /// A word.
    Text(&'static str),
    /// Yes or no.
    Bool(bool),
    /// Made from the start of the run, as the parameter's help says; `null` in JSON.
    Automatic,
}

impl DefaultValue {
    fn setting(self) -> Option<Setting> {
        match self {
            Self::Number(x) => Some(Setting::Number(x)),
            Self::Text(word) => Some(Setting::Text(word.to_owned())),
            Self::Bool(yes) => Some(Setting::Bool(yes)),
            Self::Automatic => None,
        }
    }
}

/// A parameter of an objective, an optimizer, a search or a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// Its stable camelCase name.
    pub id: &'static str,
    /// Its symbol as TeX.
    pub tex: &'static str,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// What it may be.
    pub domain: Domain,
    /// What it is where nothing is given.
    pub default: DefaultValue,
}

/// A value given for a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Number(x) => write!(f, "{x}"),
            Self::Text(word) => write!(f, "`{}`", word.chars().take(40).collect::<String>()),
        }
    }
}

/// Values by parameter; `null` stands for the default.
pub type Given = BTreeMap<String, Option<Setting>>;

/// A value for every parameter that has one, each in its domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings(BTreeMap<&'static str, Setting>);

impl Settings {
    /// The given values, checked, and the defaults for the rest. `owner` is named in messages.
    ///
    /// # Errors
    /// Kind "parameter" for a name that is none of the parameters, and for a value outside its domain.
    pub fn new(parameters: &[Parameter], given: &Given, owner: &str) -> Result<Self, Error> {
        if let Some(name) = given.keys().find(|name| parameters.iter().all(|p| p.id != name.as_str())) {
            let known: Vec<&str> = parameters.iter().map(|p| p.id).collect();
            return Err(text::unknown(&format!("parameter of `{owner}` called"), name, &known));
        }
        let mut settings = BTreeMap::new();
        for Parameter { id, domain, default, .. } in parameters {
            let setting = given.get(*id).cloned().flatten();
            if let Some(setting) = setting.as_ref().filter(|setting| !domain.contains(setting)) {
                let wanted = domain.describe(id);
                return Err(refuse(format!("`{id}` of `{owner}` must be {wanted}; it is {setting}")));
            }
            if let Some(setting) = setting.or_else(|| default.setting()) {
                settings.insert(*id, setting);
            }
        }
        Ok(Self(settings))
    }

    /// The settings as a structure whose fields are the parameters.
    ///
    /// # Errors
    /// Kind "parameter" where the fields are not the parameters.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::to_value(&self.0)
            .and_then(serde_json::from_value)
            .map_err(|error| refuse(format!("the parameters do not fit: {error}")))
    }

    /// The value of a parameter that has one.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Setting> {
        self.0.get(id)
    }

    /// The names and values of the parameters that are numbers.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().filter_map(|(id, setting)| match setting {
            Setting::Number(x) => Some((*id, *x)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: &[Parameter] = &[
        Parameter {
            id: "learningRate",
            tex: r"\alpha",
            help: "",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(0.1),
        },
        Parameter {
            id: "form",
            tex: "",
            help: "",
            domain: Domain::Choice { options: &["ema", "heavy-ball"] },
            default: DefaultValue::Text("ema"),
        },
        Parameter {
            id: "memory",
            tex: "m",
            help: "",
            domain: Domain::Int { min: 1, max: 20 },
            default: DefaultValue::Number(5.0),
        },
    ];

    fn refusal(json: &str) -> String {
        let given: Given = serde_json::from_str(json).unwrap();
        Settings::new(PARAMETERS, &given, "test").unwrap_err().message
    }

    #[test]
    fn refusals_tell_the_domain() {
        assert_eq!(
            refusal(r#"{ "learningRate": 0 }"#),
            "`learningRate` of `test` must be a number with 0 < learningRate; it is 0"
        );
        assert_eq!(
            refusal(r#"{ "form": "x" }"#),
            "`form` of `test` must be one of ema, heavy-ball; it is `x`"
        );
        assert_eq!(
            refusal(r#"{ "memory": 2.5 }"#),
            "`memory` of `test` must be a whole number from 1 to 20; it is 2.5"
        );
        assert_eq!(
            refusal(r#"{ "learninRate": 1 }"#),
            "there is no parameter of `test` called `learninRate`; did you mean `learningRate`?"
        );
    }

    #[test]
    fn what_is_not_given_has_its_default() {
        let given: Given = serde_json::from_str(r#"{ "learningRate": null, "memory": 7 }"#).unwrap();
        let settings = Settings::new(PARAMETERS, &given, "test").unwrap();
        assert_eq!(settings.numbers().collect::<Vec<_>>(), [("learningRate", 0.1), ("memory", 7.0)]);
    }

    #[test]
    fn domains_are_tagged_in_json() {
        assert_eq!(
            serde_json::to_value(Domain::POSITIVE).unwrap(),
            serde_json::json!({
                "kind": "real", "min": 0.0, "max": null, "minOpen": true, "maxOpen": false, "log": true
            })
        );
        assert_eq!(serde_json::to_value(Domain::Bool).unwrap(), serde_json::json!({ "kind": "bool" }));
    }
}
