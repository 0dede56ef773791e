//! The landscape of a function of two variables.

use super::{coordinates, listed};
use crate::axis::number;
use crate::colour::ColourMap;
use crate::contour::contours;
use crate::grid::Grid;
use crate::raster::Raster;
use crate::scale::{Levels, Scale, ScaleKind};
use crate::scene::{Axes, Axis, ContourLine, Furniture, Layer, Point, Scene};
use crate::theme::Role;
use std::sync::Arc;

/// The kind of a stationary point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CriticalKind {
    /// A local minimum.
    Minimum,
    /// A local maximum.
    Maximum,
    /// A saddle point.
    Saddle,
    /// A stationary point of another kind.
    Inflection,
}

impl CriticalKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Minimum, Self::Maximum, Self::Saddle, Self::Inflection];

    /// The stable name used in JSON, which is also the word in captions.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::Saddle => "saddle",
            Self::Inflection => "inflection",
        }
    }

    /// The kind with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    pub(super) fn role(self) -> Role {
        match self {
            Self::Minimum => Role::Minimum,
            Self::Maximum => Role::Maximum,
            Self::Saddle => Role::Saddle,
            Self::Inflection => Role::Inflection,
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Minimum => "min",
            Self::Maximum => "max",
            Self::Saddle => "saddle",
            Self::Inflection => "inflection",
        }
    }
}

/// A known stationary point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalPoint {
    /// Where; on a curve the second coordinate is the value.
    pub at: [f64; 2],
    /// Its kind, told by marker shape and label.
    pub kind: CriticalKind,
}

/// What a landscape is made of.
#[derive(Clone, Debug)]
pub struct Landscape {
    /// Values of the function over the view.
    pub grid: Arc<Grid>,
    /// Which contour levels are drawn, and on what scale the colours lie.
    pub levels: Levels,
    /// Colours of the landscape; `None` draws level lines alone.
    pub colour_map: Option<ColourMap>,
    /// Whether levels are written beside some of their lines.
    pub labelled: bool,
    /// Names of the variables.
    pub labels: [String; 2],
    /// Whether a unit is as long on both axes, so that gradients are perpendicular to level lines.
    pub equal_aspect: bool,
    /// Known stationary points.
    pub critical: Vec<CriticalPoint>,
    /// What the picture shows, for its caption, such as "Rosenbrock".
    pub name: String,
}

impl Landscape {
    /// A landscape in viridis with 20 logarithmic levels.
    #[must_use]
    pub fn new(grid: impl Into<Arc<Grid>>) -> Self {
        Self {
            grid: grid.into(),
            levels: Levels::count(ScaleKind::Logarithmic, 20),
            colour_map: Some(ColourMap::Viridis),
            labelled: false,
            labels: ["x".to_owned(), "y".to_owned()],
            equal_aspect: false,
            critical: Vec::new(),
            name: String::new(),
        }
    }
}

/// The landscape as a scene: colours, level lines, stationary points.
#[must_use]
pub fn landscape(spec: &Landscape) -> Scene {
    let grid = &spec.grid;
    let scale = Scale::fit(spec.levels.kind, grid.values());
    let levels = spec.levels.values(&scale);
    let lines: Vec<ContourLine> = contours(grid, &levels)
        .into_iter()
        .map(|c| ContourLine { level: c.level, position: scale.position(c.level), lines: c.lines })
        .collect();
    let mut layers = Vec::new();
    let caption = caption(spec, &scale, lines.len());
    if let Some(map) = spec.colour_map {
        layers.push(Layer::Raster(Raster { grid: Arc::clone(grid), scale, map }));
    }
    layers.push(Layer::Contours { lines, on: spec.colour_map, labelled: spec.labelled });
    layers.extend(spec.critical.iter().map(|point| Layer::Points {
        role: point.kind.role(),
        points: vec![Point { at: point.at, label: point.kind.label().to_owned() }],
    }));
    let view = grid.view();
    let [x, y] = &spec.labels;
    let axes = Axes {
        x: Axis::linear(x, view.x),
        y: Axis::linear(y, view.y),
        equal_aspect: spec.equal_aspect,
        furniture: Furniture::Frame,
    };
    Scene { axes, layers, legend: Vec::new(), caption }
}

fn caption(spec: &Landscape, scale: &Scale, levels: usize) -> String {
    let [x, y] = &spec.labels;
    let view = spec.grid.view();
    let of = if spec.name.is_empty() { String::new() } else { format!(" of {}", spec.name) };
    let mut text = format!(
        "Contour plot{of} for {x} from {} to {} and {y} from {} to {}.",
        number(view.x.lo(), 4),
        number(view.x.hi(), 4),
        number(view.y.lo(), 4),
        number(view.y.hi(), 4)
    );
    if spec.grid.values().iter().any(|v| v.is_finite()) {
        let (least, greatest) = (number(scale.min(), 3), number(scale.max(), 3));
        text += &format!(" Values from {least} to {greatest}; {levels} {} levels.", spec.levels.kind.id());
    } else {
        text += " The function is undefined here.";
    }
    text + &critical_told(&spec.critical)
}

/// The stationary points in words.
pub(super) fn critical_told(critical: &[CriticalPoint]) -> String {
    let mut text = String::new();
    for kind in CriticalKind::ALL {
        let found: Vec<String> =
            critical.iter().filter(|p| p.kind == kind).map(|p| coordinates(&p.at)).collect();
        match found.len() {
            0 => {}
            1 => text += &format!(" A {} at {}.", kind.id(), listed(&found)).replace("A i", "An i"),
            _ => text += &format!(" {} points at {}.", capital(kind.id()), listed(&found)),
        }
    }
    text
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
