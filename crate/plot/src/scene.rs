//! Pictures as data, in data units. A scene names roles; the theme says how they look.

use crate::colour::ColourMap;
use crate::contour::Polyline;
use crate::interval::Interval;
use crate::raster::Raster;
use crate::theme::Role;

/// A picture: axes, what lies on them from back to front, and its text alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The coordinate system and how it is labelled.
    pub axes: Axes,
    /// What is drawn, the first at the back.
    pub layers: Vec<Layer>,
    /// Names of the runs and lines, above the plot.
    pub legend: Vec<LegendEntry>,
    /// The picture in words, for those who cannot see it.
    pub caption: String,
}

impl Scene {
    /// This scene with the layers of another one on top, for a picture in one piece.
    #[must_use]
    pub fn overlaid(mut self, overlay: &Self) -> Self {
        self.layers.extend(overlay.layers.iter().cloned());
        self.legend.extend(overlay.legend.iter().cloned());
        if !overlay.caption.is_empty() {
            self.caption = format!("{} {}", self.caption, overlay.caption);
        }
        self
    }

    /// The rows of bars below the horizontal axis.
    pub(crate) fn bars(&self) -> &[BarRow] {
        let rows = self.layers.iter().find_map(|layer| match layer {
            Layer::Bars { rows, .. } => Some(rows.as_slice()),
            _ => None,
        });
        rows.unwrap_or_default()
    }

    /// The raster, if there is one: what a canvas takes as one `ImageData` below everything else.
    #[must_use]
    pub fn raster(&self) -> Option<&Raster> {
        self.layers.iter().find_map(|layer| match layer {
            Layer::Raster(raster) => Some(raster),
            _ => None,
        })
    }
}

/// The coordinate system of a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Axes {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Whether a unit is as long on both axes.
    pub equal_aspect: bool,
    /// What is drawn of the axes themselves.
    pub furniture: Furniture,
}

/// What is drawn of the axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Furniture {
    /// Nothing: the scene lies on another one.
    None,
    /// A frame with ticks outside, around a landscape.
    Frame,
    /// Lines on the left and below, and a grid behind the curves.
    Grid,
}

/// One axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The name of what is shown, such as "x" or "iteration".
    pub label: String,
    /// What part is shown; above 0 on a logarithmic axis.
    pub range: Interval,
    /// How values are spread along it.
    pub scale: AxisScale,
    /// Whether ticks stand at whole numbers only.
    pub integer: bool,
}

impl Axis {
    /// A linear axis.
    #[must_use]
    pub fn linear(label: impl Into<String>, range: Interval) -> Self {
        Self { label: label.into(), range, scale: AxisScale::Linear, integer: false }
    }
}

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisScale {
    /// Evenly.
    Linear,
    /// By their decimal logarithm; values that are not positive are not shown.
    Log10,
}

/// A name above the plot with a sample of its role.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// What is named.
    pub role: Role,
    /// The name.
    pub label: String,
}

/// One part of a scene, in data units. Coordinates that are not finite are not drawn; in lines they leave a gap.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// The landscape as colours.
    Raster(Raster),
    /// Level lines.
    Contours {
        /// Lines of each level.
        lines: Vec<ContourLine>,
        /// The colour map of the raster below, from which each line takes its shade; `None` on a plain surface.
        on: Option<ColourMap>,
    },
    /// Visited points joined by lines, with the run's markers where there is room.
    Path {
        /// Whose path.
        role: Role,
        /// The points in order.
        points: Vec<[f64; 2]>,
    },
    /// Markers.
    Points {
        /// What they are.
        role: Role,
        /// Where, and what is written beside them.
        points: Vec<Point>,
    },
    /// Arrows.
    Arrows {
        /// What they show.
        role: Role,
        /// The arrows.
        arrows: Vec<Arrow>,
    },
    /// A graph: a line without markers.
    Curve {
        /// What it shows.
        role: Role,
        /// The points in order.
        points: Vec<[f64; 2]>,
    },
    /// An ellipse, such as a level set of a quadratic model.
    Ellipse {
        /// What it shows.
        role: Role,
        /// The centre.
        centre: [f64; 2],
        /// Two conjugate semi-axes: the ellipse is centre + cos(s) a + sin(s) b.
        axes: [[f64; 2]; 2],
    },
    /// Vertical lines across the plot.
    Verticals {
        /// What they mark.
        role: Role,
        /// The x of each.
        at: Vec<f64>,
    },
    /// Horizontal lines across the plot.
    Horizontals {
        /// What they mark.
        role: Role,
        /// The y of each.
        at: Vec<f64>,
    },
    /// Rows of bars below the horizontal axis, whose values they span.
    Bars {
        /// What they belong to.
        role: Role,
        /// The rows, the first on top.
        rows: Vec<BarRow>,
    },
    /// Text beside a point.
    Text {
        /// What it belongs to.
        role: Role,
        /// The point.
        at: [f64; 2],
        /// The text.
        text: String,
    },
}

/// A row of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct BarRow {
    /// What is written before it.
    pub label: String,
    /// From where to where its bars go.
    pub spans: Vec<[f64; 2]>,
}

/// The lines of one contour level.
#[derive(Clone, Debug, PartialEq)]
pub struct ContourLine {
    /// The level.
    pub level: f64,
    /// Where the level lies on the scale of the colours, 0..=1.
    pub position: f64,
    /// Its lines.
    pub lines: Vec<Polyline>,
}

/// A marker and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where.
    pub at: [f64; 2],
    /// What is written beside it; may be empty.
    pub label: String,
}

/// An arrow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// The tail.
    pub from: [f64; 2],
    /// The way from tail to tip.
    pub vector: [f64; 2],
    /// The drawn length.
    pub length: ArrowLength,
}

/// How long an arrow is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ArrowLength {
    /// As long as its vector.
    Data,
    /// So many CSS pixels: only the direction is meant.
    Pixels(f64),
}
