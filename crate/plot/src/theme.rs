//! What roles look like: colours, widths, dashes and marker shapes, light and dark.
//!
//! Runs start from the eight hues of Okabe and Ito's palette for the colour-blind, moved until all have a contrast
//! of 3:1 with the surface and any two stay far apart as seen with each kind of colour blindness. Colour never speaks alone:
//! every run has a dash pattern and a marker shape, every kind of critical point a shape and a label.

use crate::colour::Rgb;

/// How many runs can be told apart in one picture.
pub const RUNS: usize = 8;

/// What something in a scene is; the theme says how it looks. A number is that of a run, taken modulo
/// [`RUNS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A level line of the landscape.
    Contour,
    /// The points an optimizer has visited.
    Path(u8),
    /// Where a run started.
    Start(u8),
    /// Where a run is.
    Current(u8),
    /// The step a run takes next.
    Direction(u8),
    /// The gradient, or its negative, at a point.
    Gradient,
    /// The optimizer's local model: a parabola, a chord, level lines.
    Model(u8),
    /// How far the optimizer trusts its model.
    TrustRadius(u8),
    /// A point a search tried, and what came of it.
    Probe(u8, Verdict),
    /// What one line of a step's pseudo-code assigned.
    Line(u8),
    /// The model of the objective that its Hessian makes.
    TrueModel,
    /// An eigenvector of the Hessian.
    Eigenvector,
    /// A local minimum.
    Minimum,
    /// A local maximum.
    Maximum,
    /// A saddle point.
    Saddle,
    /// A stationary point of another kind.
    Inflection,
    /// The graph of a function of one variable.
    Curve,
    /// The graph of its derivative.
    Derivative,
    /// The tangent of a graph.
    Tangent,
    /// A line that values must stay below.
    Bound,
    /// A line that leads the eye, such as a zero line.
    Guide,
}

/// What came of a point that a search tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The step ends there.
    Accepted,
    /// The function falls too little for Armijo's condition.
    BrokeArmijo,
    /// The slope breaks the curvature condition.
    BrokeCurvature,
    /// The step does not end there, for another reason.
    Rejected,
}

/// The shape of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Circle,
    /// An upright square.
    Square,
    /// A triangle with its point up.
    TriangleUp,
    /// A square on its corner.
    Diamond,
    /// A triangle with its point down.
    TriangleDown,
    /// An upright cross.
    Plus,
    /// A diagonal cross.
    Cross,
    /// A star of five points.
    Star,
}

impl Marker {
    /// Its kebab-case name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Square => "square",
            Self::TriangleUp => "triangle-up",
            Self::Diamond => "diamond",
            Self::TriangleDown => "triangle-down",
            Self::Plus => "plus",
            Self::Cross => "cross",
            Self::Star => "star",
        }
    }
}

/// How a role looks; lengths in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Colour of lines and markers.
    pub colour: Rgb,
    /// Width of lines.
    pub width: f64,
    /// Alternating lengths of dashes and gaps; empty for a whole line.
    pub dash: &'static [f64],
    /// Shape of markers.
    pub marker: Marker,
    /// Radius of markers.
    pub radius: f64,
    /// Whether markers are outlines, with the surface's colour inside.
    pub hollow: bool,
    /// Whether the surface's colour surrounds lines and markers on a landscape, so that they stand out on any
    /// of its colours.
    pub cased: bool,
}

/// Colours and type of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Background, and what surrounds lines on the landscape.
    pub surface: Rgb,
    /// Text, titles, the main curve.
    pub ink: Rgb,
    /// Tick labels, axes, guides; still at least 4.5:1 on the surface.
    pub muted: Rgb,
    /// Grid lines; decoration.
    pub grid: Rgb,
    /// Stripes where the landscape is undefined.
    pub missing: [Rgb; 2],
    /// Colours of the runs.
    pub runs: [Rgb; RUNS],
    /// CSS font families of all text.
    pub font: &'static str,
}

/// Dash patterns of the runs: with the marker shape, no two runs look the same in grey.
const DASHES: [&[f64]; RUNS] = [
    &[],
    &[8.0, 4.0],
    &[3.0, 3.0],
    &[9.0, 3.5, 3.0, 3.5],
    &[16.0, 4.0],
    &[9.0, 3.0, 2.5, 3.0, 2.5, 3.0],
    &[2.0, 6.0],
    &[5.0, 9.0],
];
const MARKERS: [Marker; RUNS] = [
    Marker::Circle,
    Marker::Square,
    Marker::TriangleUp,
    Marker::Diamond,
    Marker::TriangleDown,
    Marker::Plus,
    Marker::Cross,
    Marker::Star,
];
const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

impl Theme {
    /// Dark on white.
    #[must_use]
    pub fn light() -> Self {
        Self {
            surface: Rgb(255, 255, 255),
            ink: Rgb(27, 31, 38),
            muted: Rgb(87, 95, 107),
            grid: Rgb(228, 231, 235),
            missing: [Rgb(222, 224, 228), Rgb(202, 205, 211)],
            runs: [
                Rgb(239, 71, 2),
                Rgb(15, 85, 162),
                Rgb(26, 145, 103),
                Rgb(194, 71, 147),
                Rgb(0, 0, 0),
                Rgb(137, 82, 29),
                Rgb(49, 149, 228),
                Rgb(110, 146, 28),
            ],
            font: FONT,
        }
    }

    /// Light on near black.
    #[must_use]
    pub fn dark() -> Self {
        Self {
            surface: Rgb(19, 22, 28),
            ink: Rgb(236, 239, 244),
            muted: Rgb(160, 168, 180),
            grid: Rgb(44, 49, 58),
            missing: [Rgb(50, 54, 62), Rgb(66, 71, 80)],
            runs: [
                Rgb(228, 77, 78),
                Rgb(105, 108, 251),
                Rgb(56, 221, 156),
                Rgb(169, 112, 159),
                Rgb(255, 255, 255),
                Rgb(209, 126, 0),
                Rgb(171, 200, 255),
                Rgb(255, 214, 35),
            ],
            font: FONT,
        }
    }

    /// The theme called "light" or "dark".
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "light" => Some(Self::light()),
            "dark" => Some(Self::dark()),
            _ => None,
        }
    }

    /// How a role looks.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        let run = |n: u8| usize::from(n) % RUNS;
        let of_run = |n: u8| Style {
            colour: self.runs[run(n)],
            width: 2.0,
            dash: DASHES[run(n)],
            marker: MARKERS[run(n)],
            radius: 3.0,
            hollow: false,
            cased: true,
        };
        let plain = Style {
            colour: self.ink,
            width: 1.5,
            dash: &[],
            marker: Marker::Circle,
            radius: 5.0,
            hollow: false,
            cased: true,
        };
        match role {
            Role::Contour => Style { colour: self.muted, width: 0.8, cased: false, ..plain },
            Role::Path(n) => of_run(n),
            Role::Start(n) => Style { marker: Marker::Circle, radius: 5.5, hollow: true, ..of_run(n) },
            Role::Current(n) => Style { radius: 6.5, ..of_run(n) },
            Role::Direction(n) => Style { width: 2.5, dash: &[], ..of_run(n) },
            Role::Model(n) => Style {
                width: 1.6,
                dash: &[4.0, 2.5],
                marker: Marker::Diamond,
                radius: 4.5,
                hollow: true,
                ..of_run(n)
            },
            Role::TrustRadius(n) => Style { width: 1.6, dash: &[1.5, 3.0], ..of_run(n) },
            // Hollow, so that they are not taken for iterates, whose shapes are the runs'.
            Role::Probe(n, verdict) => {
                let marker = match verdict {
                    Verdict::Accepted => Marker::Circle,
                    Verdict::BrokeArmijo => Marker::TriangleUp,
                    Verdict::BrokeCurvature => Marker::TriangleDown,
                    Verdict::Rejected => Marker::Square,
                };
                Style { marker, radius: 4.0, hollow: true, ..of_run(n) }
            }
            Role::Line(n) => Style { width: 3.5, dash: &[], ..of_run(n) },
            Role::TrueModel => {
                Style { width: 1.6, dash: &[10.0, 3.0, 1.5, 3.0], marker: Marker::Plus, radius: 5.0, ..plain }
            }
            Role::Eigenvector => Style { width: 1.8, ..plain },
            Role::Gradient => Style { width: 1.8, dash: &[5.0, 3.0], ..plain },
            Role::Minimum => Style { marker: Marker::TriangleDown, ..plain },
            Role::Maximum => Style { marker: Marker::TriangleUp, ..plain },
            Role::Saddle => Style { marker: Marker::Cross, ..plain },
            Role::Inflection => Style { marker: Marker::Diamond, ..plain },
            Role::Curve => Style { width: 2.2, cased: false, ..plain },
            Role::Derivative => Style { width: 1.8, cased: false, ..plain },
            Role::Tangent => {
                Style { colour: self.muted, width: 1.4, dash: &[7.0, 4.0], cased: false, ..plain }
            }
            Role::Bound => Style { width: 1.4, dash: &[10.0, 3.0, 2.0, 3.0], cased: false, ..plain },
            Role::Guide => Style { colour: self.muted, width: 1.0, dash: &[2.0, 3.0], cased: false, ..plain },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fallline_autodiff::math;

    fn themes() -> [Theme; 2] {
        [Theme::light(), Theme::dark()]
    }

    #[test]
    fn text_and_marks_stand_out() {
        for theme in themes() {
            assert!(theme.ink.contrast(theme.surface) >= 7.0);
            assert!(theme.muted.contrast(theme.surface) >= 4.5);
            for (n, run) in theme.runs.iter().enumerate() {
                let contrast = run.contrast(theme.surface);
                assert!(contrast >= 3.0, "run {n} has {contrast:.2}");
            }
            for role in [
                Role::Contour,
                Role::Gradient,
                Role::TrueModel,
                Role::Eigenvector,
                Role::Minimum,
                Role::Maximum,
                Role::Saddle,
                Role::Inflection,
                Role::Curve,
                Role::Derivative,
                Role::Tangent,
                Role::Bound,
                Role::Guide,
            ] {
                assert!(theme.style(role).colour.contrast(theme.surface) >= 3.0, "{role:?}");
            }
        }
    }

    #[test]
    fn runs_differ_in_more_than_colour() {
        let theme = Theme::light();
        let looks: Vec<_> = (0..8).map(|n| theme.style(Role::Path(n))).collect();
        for (k, look) in looks.iter().enumerate() {
            assert!(looks[..k].iter().all(|other| other.marker != look.marker && other.dash != look.dash));
            // Nor is a path taken for its model's lines.
            for role in [Role::Model(k as u8), Role::TrustRadius(k as u8), Role::TrueModel] {
                assert!(looks.iter().all(|path| path.dash != theme.style(role).dash), "{role:?}");
            }
        }
        let [model, radius, whole] =
            [Role::Model(0), Role::TrustRadius(0), Role::TrueModel].map(|role| theme.style(role).dash);
        assert!(model != radius && model != whole && radius != whole);
        assert_eq!(theme.style(Role::Path(9)), theme.style(Role::Path(1)));
    }

    /// Linear RGB as seen with protanopia, deuteranopia or tritanopia (Machado, Oliveira and Fernandes 2009,
    /// severity 1).
    const BLINDNESS: [[[f64; 3]; 3]; 3] = [
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ];

    fn lab(colour: Rgb, seen: &[[f64; 3]; 3]) -> [f64; 3] {
        let linear = [colour.0, colour.1, colour.2].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { math::pow((c + 0.055) / 1.055, 2.4) }
        });
        let [r, g, b] =
            seen.map(|m| (m[0] * linear[0] + m[1] * linear[1] + m[2] * linear[2]).clamp(0.0, 1.0));
        let f = |t: f64| if t > 0.008856 { math::cbrt(t) } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn runs_stay_apart_under_colour_blindness() {
        for theme in themes() {
            for (kind, seen) in BLINDNESS.iter().enumerate() {
                for a in 0..RUNS {
                    for b in 0..a {
                        let (p, q) = (lab(theme.runs[a], seen), lab(theme.runs[b], seen));
                        let d = (0..3).map(|k| (p[k] - q[k]) * (p[k] - q[k])).sum::<f64>().sqrt();
                        // A difference of about 2.3 is just noticeable side by side.
                        assert!(d >= 14.0, "runs {b} and {a} differ by {d:.1} under blindness {kind}");
                    }
                }
            }
        }
    }
}
