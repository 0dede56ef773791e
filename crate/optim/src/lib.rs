//! Optimizers that step one iteration at a time, with every quantity of the step.
//!
//! A [`Run`] follows the notes' descent direction method (MEDL Algorithm 4.1): an [`Optimizer`]
//! proposes a direction and a base rate, a [`Schedule`](schedule::Schedule) scales the rate with the
//! iteration, a [`Search`](search::Search) decides how far to go, and stop rules decide when it is
//! enough. All questions about the [`Objective`] go through the [`Oracle`], which counts them.
//!
//! What there is to choose from stands in lists: [`OBJECTIVES`], [`OPTIMIZERS`], [`SEARCHES`] and
//! [`SCHEDULES`]. Each entry is one file, and carries its parameters with their domains.
//!
//! ```
//! use fallline_optim::Run;
//!
//! let mut run = Run::from_json(r#"{
//!     "objective": { "id": "overshoot" },
//!     "optimizer": { "id": "newton" },
//!     "start": [1.5]
//! }"#)?;
//! let record = run.step();
//! assert_eq!((record.theta[0], record.next_theta[0]), (1.5, 5.25));
//! assert_eq!((record.value, record.next_value), (10.125, 41.765625));
//! assert_eq!(run.step_many(5).status.kind.as_str(), "minimum");
//! assert!((run.theta()[0] - 3.0).abs() < 1e-13);
//! # Ok::<(), fallline_autodiff::Error>(())
//! ```
#![forbid(unsafe_code)]

pub mod curvature;
pub mod data;
pub mod dataset;
mod degree;
pub mod draws;
pub mod export;
pub mod expression;
pub mod linear;
pub mod list;
pub mod map;
pub mod model;
mod moments;
pub mod network;
pub mod objective;
pub mod optimizer;
pub mod oracle;
pub mod parameter;
pub mod phase;
pub mod plane;
pub mod pseudocode;
pub mod quasi_newton;
pub mod record;
pub mod rule;
pub mod run;
pub mod sampling;
pub mod schedule;
pub mod search;
pub mod section;
pub mod spec;
pub mod status;
pub mod stop;
mod text;
mod total;
mod truncated_cg;
pub mod unfold;

pub use dataset::{DATA, DataInfo};
pub use expression::ExpressionObjective;
pub use model::{MODELS, ModelInfo};
pub use objective::{OBJECTIVES, Objective, ObjectiveInfo};
pub use optimizer::{OPTIMIZERS, Optimizer, OptimizerInfo};
pub use oracle::Oracle;
pub use record::{Counts, StepRecord};
pub use rule::{RULES, Rule};
pub use run::Run;
pub use sampling::{GRADIENTS, GradientInfo};
pub use schedule::{SCHEDULES, ScheduleInfo};
pub use search::{SEARCHES, SearchInfo};
pub use spec::RunSpec;
pub use status::{Status, StatusKind};
