use fallline_autodiff::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use super::{Activation, Initialization, Loss, Network};
use crate::spec::{GradientSpec, LONGEST_TEXT, Selection};

/// All that determines the training of a network, besides the samples.
///
/// The fields that are not about the network are those of a [`RunSpec`](crate::RunSpec).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkSpec {
    /// The numbers of inputs, of each hidden layer's neurons and of outputs.
    pub widths: Vec<usize>,
    /// The activation of the hidden layers.
    pub activation: Activation,
    /// The activation of the outputs; the identity where none is given.
    #[serde(default)]
    pub output_activation: Activation,
    /// The loss of a sample.
    pub loss: Loss,
    /// The weights at the start.
    #[serde(default)]
    pub initialization: Initialization,
    /// Which optimizer, with its parameters.
    pub optimizer: Selection,
    /// Which search, with its parameters; the optimizer's own default where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Selection>,
    /// Which schedule, with its parameters; "constant" where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Selection>,
    /// The longest gradient let through; longer ones are scaled to this length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip: Option<f64>,
    /// The largest coordinate of the gradient let through; larger ones are cut to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip_value: Option<f64>,
    /// The factor λ of L2 regularization, which adds λθ to the gradient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_decay: Option<f64>,
    /// Where the gradient is from; "full" where nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gradient: Option<GradientSpec>,
    /// Training ends when so many epochs have brought no better one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience: Option<u32>,
}

impl NetworkSpec {
    /// Reads a specification from JSON.
    ///
    /// # Errors
    /// Kind "parse" where the text is not the JSON of a specification, "limit" where it is longer than
    /// [`LONGEST_TEXT`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST_TEXT {
            let message = format!("the text has {} bytes; at most {LONGEST_TEXT} are read", text.len());
            return Err(Error::new(ErrorKind::Limit, message));
        }
        serde_json::from_str(text).map_err(|error| {
            Error::new(ErrorKind::Parse, format!("this does not describe a network: {error}"))
        })
    }

    /// The specification as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A specification has only string keys and no failing serializers, so this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The shape of the network.
    ///
    /// # Errors
    /// As for [`Network::new`].
    pub fn network(&self) -> Result<Network, Error> {
        Network::new(&self.widths, self.activation, self.output_activation, self.loss)
    }
}
