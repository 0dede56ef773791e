//! From typed mathematics to derivatives, with every intermediate number on show.
//!
//! The stages, each in a module of its own:
//!
//! 1. [`syntax`] reads the text into a syntax tree; errors carry a byte span and a caret picture.
//! 2. [`graph`] turns the tree into the computational graph as the notes draw it: n-ary sums and
//!    products, signs and constant factors inside their node, equal sub-expressions one node,
//!    nodes numbered by iteration and then from left to right.
//! 3. [`program`] is the graph as flat instructions over registers. It evaluates over any
//!    [`Scalar`]: plain numbers, dual numbers (forward mode), and runs backward for adjoints.
//! 4. [`table`] writes the primal, forward and backward tables.
//!
//! [`Expression`] holds all of it together and is what most callers need. The rules of
//! differentiation stand once, in the table of elementary operations in [`op`].
//!
//! ```
//! use fallline_autodiff::Expression;
//!
//! let rosenbrock = Expression::parse("(1 - x)^2 + 100*(y - x^2)^2")?;
//! assert_eq!(rosenbrock.variables(), ["x", "y"]);
//! assert_eq!(rosenbrock.value(&[0.5, 0.0])?, [6.5]);
//! assert_eq!(rosenbrock.gradient(&[0.5, 0.0])?, [49.0, -50.0]);
//! # Ok::<(), fallline_autodiff::Error>(())
//! ```
#![forbid(unsafe_code)]

pub mod cost;
pub mod error;
pub mod expression;
pub mod graph;
pub mod lanes;
pub mod math;
pub mod numerical;
pub mod op;
pub mod program;
pub mod python;
pub mod scalar;
pub mod symbolic;
pub mod syntax;
pub mod table;
pub mod tex;

pub use error::{Error, ErrorKind, Span};
pub use expression::Expression;
pub use graph::Graph;
pub use op::Op;
pub use program::{Program, Workspace};
pub use scalar::{Dual, Scalar};
pub use table::Table;
