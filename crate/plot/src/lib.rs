//! Pictures of functions and of the runs on them.
//!
//! 1. [`build`] makes a [`Scene`] from plain numbers: a landscape, paths over it, a curve with its local model,
//!    a convergence plot. A scene is data, in data units; its layers name roles, not colours.
//! 2. [`Frame`] lays a scene out on a picture: the plot rectangle in pixels, and the way from pixels to data and
//!    back, which a click needs.
//! 3. [`draw()`] draws it with plotters on any backend; [`svg()`] writes it as text. The [`Theme`] says what each
//!    role looks like.
//!
//! Below lie [`contour`]s (marching squares), the [`raster`] with its [`colour`] maps, the [`scale`] that both
//! share, and ticks in [`axis`].
#![forbid(unsafe_code)]

pub mod axis;
pub mod build;
pub mod cells;
pub mod colour;
pub mod contour;
mod draw;
mod grid;
mod interval;
mod labels;
mod layout;
pub mod raster;
mod relief;
pub mod scale;
pub mod scene;
mod space;
mod stroke;
mod svg;
mod theme;

pub use colour::ColourMap;
pub use draw::{Target, draw};
pub use grid::{Grid, MAX_GRID, View};
pub use interval::Interval;
pub use layout::Frame;
pub use relief::{Image, paint};
pub use scale::{LevelChoice, Levels, ScaleKind};
pub use scene::Scene;
pub use space::Viewpoint;
pub use stroke::Rect;
pub use svg::svg;
pub use theme::{Marker, RUNS, Role, Style, Theme, Verdict};
