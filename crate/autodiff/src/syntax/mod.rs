//! The language of functions: `f(x, y) = (1 - x)^2 + 100*(y - x^2)^2`.
//!
//! ```text
//! function  = { name "=" expr ";" } [ head ] ( expr | "(" expr "," expr { "," expr } ")" )
//! head      = name "(" name { "," name } ")" "="
//! expr      = [ sign ] term { ( "+" | "-" ) term }
//! term      = factor { ( "*" | "/" | nothing ) factor }     a product may leave out its "*"
//! factor    = [ sign ] power                                -x^2 is -(x^2)
//! power     = atom [ ( "^" | "**" ) factor ]                x^y^z is x^(y^z)
//! atom      = number | name | "(" expr ")" | "|" expr "|" | call
//! call      = function "(" expr { "," expr } ")"
//!           | function argument                             sin 2x is sin(2x)
//! argument  = [ "-" ] power { power }                       up to the next operator or function
//! function  = sin cos tan asin acos atan atan2 sinh cosh tanh exp ln log log2 log10 sqrt cbrt
//!             abs sign min max pow sigmoid softplus logsumexp relu erf
//! name      = letter { letter | digit | "_" }               pi and e are constants
//! number    = digits [ "." digits ] [ "e" [ sign ] digits ]
//! ```
//!
//! * A product without its `*` binds as one with it: `1/2x` is `(1/2)*x`.
//! * A definition, `p = sigmoid(w*x + b);`, names a part of what follows it. It is worked out once, however
//!   often it is used.
//! * A run of letters that is no declared name, and each of whose letters is itself a name of the
//!   text, is their product: `x^2 + 2xy + y^2` is a function of x and y. A head or a list of
//!   variables that names `xy` makes it one name.
//! * `·`, `×`, `÷`, `−` and `π` are read as `*`, `*`, `/`, `-` and `pi`.
//! * A text has at most [`MAX_LENGTH`] bytes and nests at most [`MAX_DEPTH`] levels.

mod callee;
mod lexer;
mod names;
mod parser;
mod print;
mod statements;
mod tree;

pub use callee::{Callee, Comparison};
pub use parser::parse;
pub use print::print;
pub use statements::{Statement, StatementKind, Statements, statements};
pub use tree::{Binary, Constant, Definition, Function, Node, NodeKind, TreeId};

/// The longest text that is read, in bytes.
pub const MAX_LENGTH: usize = 16_384;

/// The deepest nesting of parentheses, calls, powers and signs.
pub const MAX_DEPTH: usize = 150;
