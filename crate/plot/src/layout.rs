//! Where a scene lies on its picture: the plot rectangle in whole pixels and the maps between data and pixels.

use crate::axis::{Ticks, ticks};
use crate::raster::{MAX_PIXELS, MAX_SIDE};
use crate::scene::{Axis, AxisScale, Furniture, Scene};
use crate::stroke::Rect;
use fallline_autodiff::{Error, ErrorKind, math};

/// Size of tick labels and legends, in CSS pixels.
pub(crate) const SMALL: f64 = 12.0;
/// Size of axis titles, in CSS pixels.
pub(crate) const TITLE: f64 = 13.0;
/// Length of ticks, in CSS pixels.
pub(crate) const TICK: f64 = 4.0;
const GAP: f64 = 5.0;
const EDGE: f64 = 10.0;
const LINE: f64 = 18.0;
/// Length of a legend's sample, in CSS pixels.
pub(crate) const SAMPLE: f64 = 26.0;
const BETWEEN: f64 = 18.0;
/// Height of a row of bars, in CSS pixels.
pub(crate) const BAR_ROW: f64 = 17.0;

/// The width of a text, in CSS pixels, judged by its letters: there is no measuring without a document.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|c| match c {
            '.' | ',' | ':' | 'i' | 'j' | 'l' | '\'' | '|' | ' ' => 0.3,
            '⁻' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => 0.4,
            'm' | 'w' | 'M' | 'W' => 0.85,
            'A'..='Z' => 0.68,
            _ => 0.6,
        })
        .sum();
    em * size
}

/// About how many ticks a vertical axis of this many CSS pixels has: one a 50 pixels, on short axes closer.
fn y_ticks(height: f64) -> f64 {
    (height / 50.0).max((height / 24.0).min(4.0))
}

/// One axis as a map to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct AxisMap {
    scale: AxisScale,
    lo: f64,
    length: f64,
    start: f64,
    pixels: f64,
}

impl AxisMap {
    fn new(axis: &Axis, start: f64, pixels: f64) -> Self {
        let (lo, hi) = (spread(axis.scale, axis.range.lo()), spread(axis.scale, axis.range.hi()));
        Self { scale: axis.scale, lo, length: hi - lo, start, pixels }
    }

    fn to_pixel(self, value: f64) -> f64 {
        self.start + (spread(self.scale, value) - self.lo) / self.length * self.pixels
    }

    fn to_data(self, pixel: f64) -> f64 {
        let spread = self.lo + (pixel - self.start) / self.pixels * self.length;
        match self.scale {
            AxisScale::Linear => spread,
            AxisScale::Log10 => math::pow(10.0, spread),
        }
    }
}

fn spread(scale: AxisScale, value: f64) -> f64 {
    match scale {
        AxisScale::Linear => value,
        AxisScale::Log10 if value > 0.0 => math::log10(value),
        AxisScale::Log10 => f64::NAN,
    }
}

/// Where a scene lies on its picture. All lengths are device pixels (CSS pixels times `scale`), y downwards;
/// pixel i covers i..i + 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    scale: f64,
    cell: Rect,
    plot: Rect,
    x: AxisMap,
    y: AxisMap,
    pub(crate) x_ticks: Ticks,
    pub(crate) y_ticks: Ticks,
    /// Upper left corners of the legend's entries.
    pub(crate) legend: Vec<[f64; 2]>,
    pub(crate) furniture: Furniture,
}

/// Heights of pictures, in CSS pixels, at which tick labels have all the widths they usually have.
const HEIGHTS: [f64; 6] = [120.0, 180.0, 270.0, 400.0, 600.0, 900.0];

impl Frame {
    /// The layout of one scene on a picture of `width` by `height` CSS pixels, each of `scale` device pixels.
    ///
    /// # Errors
    /// `Parameter` where a size is not positive and finite, `scale` is outside 0.1..=16 or a logarithmic axis
    /// reaches 0; `Limit` where the
    /// picture has more than [`MAX_SIDE`] device pixels a side or [`MAX_PIXELS`] in all.
    pub fn new(scene: &Scene, width: f64, height: f64, scale: f64) -> Result<Self, Error> {
        Self::in_column(scene, &[], width, height, scale)
    }

    /// The layout of one scene whose plot is as wide as those of `column`, which are on pictures of their own
    /// above or below it, of the same width and of any usual height.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub fn in_column(
        scene: &Scene,
        column: &[Scene],
        width: f64,
        height: f64,
        scale: f64,
    ) -> Result<Self, Error> {
        let mut frames = Self::lay_out(std::slice::from_ref(scene), column, width, height, scale)?;
        frames.pop().ok_or_else(|| Error::new(ErrorKind::Parameter, "no scene to lay out"))
    }

    /// The layouts of several scenes below each other on one picture, their plots as wide and aligned.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub fn stack(scenes: &[Scene], width: f64, height: f64, scale: f64) -> Result<Vec<Self>, Error> {
        Self::lay_out(scenes, &[], width, height, scale)
    }

    fn lay_out(
        scenes: &[Scene],
        column: &[Scene],
        width: f64,
        height: f64,
        scale: f64,
    ) -> Result<Vec<Self>, Error> {
        let (w, h) = device_size(width, height, scale)?;
        for axis in scenes.iter().flat_map(|s| [&s.axes.x, &s.axes.y]) {
            if axis.scale == AxisScale::Log10 && axis.range.lo() <= 0.0 {
                let message = format!("the logarithmic axis {} must lie above 0", axis.label);
                return Err(Error::new(ErrorKind::Parameter, message));
            }
        }
        let count = scenes.len() as f64;
        let cell = |k: usize| {
            let top = (f64::from(h) * k as f64 / count).floor();
            let bottom = (f64::from(h) * (k + 1) as f64 / count).floor();
            Rect { left: 0.0, top, width: f64::from(w), height: bottom - top }
        };
        let cells: Vec<Rect> = (0..scenes.len()).map(cell).collect();
        let mut margins: Vec<Margins> =
            scenes.iter().zip(&cells).map(|(s, c)| Margins::of(s, c, scale, None)).collect();
        // Equal units make some plots narrower than their room, and their legends with them.
        for ((scene, cell), margin) in scenes.iter().zip(&cells).zip(&mut margins) {
            let width = margin.plot(scene, cell).width / scale;
            *margin = Margins::of(scene, cell, scale, Some(width.max(200.0)));
        }
        // Ticks, and so the widths of their labels, depend on heights that are not known here.
        let elsewhere = column.iter().flat_map(|other| {
            HEIGHTS.map(|height| {
                let cell = Rect { left: 0.0, top: 0.0, width: f64::from(w), height: height * scale };
                let margin = Margins::of(other, &cell, scale, None);
                [margin.left, margin.right]
            })
        });
        let gutters = margins.iter().map(|margin| [margin.left, margin.right]).chain(elsewhere);
        let [left, right] = gutters.fold([0.0_f64; 2], |[l, r], [left, right]| [l.max(left), r.max(right)]);
        Ok(scenes
            .iter()
            .zip(cells)
            .zip(margins)
            .map(|((scene, cell), margin)| Self::place(scene, cell, Margins { left, right, ..margin }, scale))
            .collect())
    }

    fn place(scene: &Scene, cell: Rect, margins: Margins, scale: f64) -> Self {
        let mut plot = margins.plot(scene, &cell);
        // Whole pixels, so that an `ImageData` fits; never outside the picture, never empty.
        plot.width = plot.width.round().clamp(1.0, cell.width.max(1.0));
        plot.height = plot.height.round().clamp(1.0, cell.height.max(1.0));
        plot.left = plot.left.round().clamp(cell.left, (cell.right() - plot.width).max(cell.left));
        plot.top = plot.top.round().clamp(cell.top, (cell.bottom() - plot.height).max(cell.top));
        let top = (plot.top - margins.top).max(cell.top);
        let legend = margins.legend.iter().map(|p| [plot.left + p[0], top + p[1]]).collect();
        Self {
            scale,
            cell,
            plot,
            x: AxisMap::new(&scene.axes.x, plot.left, plot.width),
            y: AxisMap::new(&scene.axes.y, plot.bottom(), -plot.height),
            x_ticks: ticks(&scene.axes.x, plot.width / scale / 80.0),
            y_ticks: ticks(&scene.axes.y, y_ticks(plot.height / scale)),
            legend,
            furniture: margins.furniture,
        }
    }

    /// Device pixels a CSS pixel.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The scene's part of the picture.
    #[must_use]
    pub fn cell(&self) -> Rect {
        self.cell
    }

    /// The plot rectangle, inside the axes; its sides lie on whole pixels.
    #[must_use]
    pub fn plot(&self) -> Rect {
        self.plot
    }

    /// The pixel of a point in data units; NaN where a logarithmic axis does not show it.
    #[must_use]
    pub fn to_pixel(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x.to_pixel(x), self.y.to_pixel(y)]
    }

    /// The point in data units at a pixel.
    #[must_use]
    pub fn to_data(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x.to_data(x), self.y.to_data(y)]
    }
}

/// The number of device pixels of a picture.
pub(crate) fn device_size(width: f64, height: f64, scale: f64) -> Result<(u32, u32), Error> {
    let sizes = [width, height, scale];
    if sizes.iter().any(|s| !s.is_finite() || *s <= 0.0) {
        let message =
            format!("a picture of {width} by {height} pixels at scale {scale}; all must be positive");
        return Err(Error::new(ErrorKind::Parameter, message));
    }
    // Far outside what screens have, lengths that depend on it would lose all proportion to the picture.
    if !(0.1..=16.0).contains(&scale) {
        let message = format!("a scale of {scale} device pixels; it must lie from 0.1 to 16");
        return Err(Error::new(ErrorKind::Parameter, message));
    }
    let (w, h) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    if w.max(h) > f64::from(MAX_SIDE) || w * h > MAX_PIXELS as f64 {
        let message = format!("a picture of {w} by {h} pixels is larger than what is drawn");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    Ok((w as u32, h as u32))
}

/// The room around a plot, in device pixels.
struct Margins {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Legend entries, relative to the plot's left and the cell's top.
    legend: Vec<[f64; 2]>,
    furniture: Furniture,
}

impl Margins {
    /// The margins of a scene whose legend may be `legend_width` CSS pixels wide, or as wide as the plot's room.
    fn of(scene: &Scene, cell: &Rect, scale: f64, legend_width: Option<f64>) -> Self {
        let (width, height) = (cell.width / scale, cell.height / scale);
        // Axes would leave no room for the plot itself.
        let none = scene.axes.furniture == Furniture::None || width < 110.0 || height < 80.0;
        if none {
            let furniture = Furniture::None;
            return Self { left: 0.0, right: 0.0, top: 0.0, bottom: 0.0, legend: Vec::new(), furniture };
        }
        let titled = |label: &str| if label.is_empty() { 0.0 } else { LINE };
        let bars = scene.bars();
        let bottom = TICK + GAP + SMALL + titled(&scene.axes.x.label) + 3.0 + BAR_ROW * bars.len() as f64;
        let y_labels = ticks(&scene.axes.y, y_ticks(height - bottom - EDGE)).major;
        // Room for the usual labels in any case: the plot stays where it is while a view moves and its labels change.
        let usual = text_width("−0.00", SMALL);
        let widest = y_labels.iter().map(|t| text_width(&t.label, SMALL)).fold(usual, f64::max);
        let named = bars.iter().map(|row| text_width(&row.label, SMALL) + GAP).fold(0.0, f64::max);
        let left = (TICK + GAP + widest + 6.0).max(named).min(width * 0.4);
        let x_labels = ticks(&scene.axes.x, (width - left - EDGE) / 80.0).major;
        let overhang = x_labels.iter().map(|t| text_width(&t.label, SMALL)).fold(usual, f64::max) * 0.5;
        let right = EDGE.max(overhang + 4.0).min(width * 0.2);

        let mut legend = Vec::new();
        let start = match scene.axes.y.label.as_str() {
            "" => 0.0,
            label => text_width(label, TITLE) + BETWEEN * 1.5,
        };
        let (mut x, mut row) = (start, 0.0);
        for entry in &scene.legend {
            let wide = SAMPLE + GAP + text_width(&entry.label, SMALL);
            if x + wide > legend_width.unwrap_or(width - left - right)
                && x > 0.0
                && legend.len() > row as usize
            {
                x = 0.0;
                row += 1.0;
            }
            legend.push([x * scale, (EDGE + row * LINE) * scale]);
            x += wide + BETWEEN;
        }
        let rows = if legend.is_empty() && scene.axes.y.label.is_empty() { 0.0 } else { row + 1.0 };
        // A legend of many rows stops taking room where the plot would vanish.
        let top = (EDGE + rows * (LINE + 2.0)).min(height * 0.5);
        // Neither does it leave the picture.
        let room = (width - left) * scale;
        let fits = |[x, y]: &[f64; 2]| *y < (top - LINE * 0.5) * scale && x + SAMPLE * scale <= room;
        legend.truncate(legend.iter().position(|entry| !fits(entry)).unwrap_or(legend.len()));
        Self {
            left: left * scale,
            right: right * scale,
            top: top * scale,
            bottom: bottom * scale,
            legend,
            furniture: scene.axes.furniture,
        }
    }

    /// The plot's rectangle: all the room that is left, or as much of its middle as equal units allow.
    fn plot(&self, scene: &Scene, cell: &Rect) -> Rect {
        let room = Rect {
            left: cell.left + self.left,
            top: cell.top + self.top,
            width: (cell.width - self.left - self.right).max(1.0),
            height: (cell.height - self.top - self.bottom).max(1.0),
        };
        if !scene.axes.equal_aspect {
            return room;
        }
        let (x, y) = (scene.axes.x.range.length(), scene.axes.y.range.length());
        let unit = (room.width / x).min(room.height / y);
        let (width, height) = (unit * x, unit * y);
        let (left, top) = (room.left + (room.width - width) * 0.5, room.top + (room.height - height) * 0.5);
        Rect { left, top, width, height }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Landscape, landscape};
    use crate::grid::{Grid, View};
    use crate::interval::Interval;

    fn scene() -> Scene {
        let view = View::new([-2.0, 2.0], [-1.0, 3.0]).unwrap();
        landscape(&Landscape::new(Grid::sample(view, 8, 8, |x, y| x + y).unwrap()))
    }

    #[test]
    fn pixels_and_data_are_inverse() {
        let mut scene = scene();
        scene.axes.y.scale = AxisScale::Log10;
        scene.axes.y.range = Interval::new(1e-8, 1e3).unwrap();
        let frame = Frame::new(&scene, 640.0, 480.0, 2.0).unwrap();
        for point in [[-2.0, 1e-8], [0.3, 1.0], [2.0, 1e3]] {
            let back = frame.to_data(frame.to_pixel(point));
            assert!((back[0] - point[0]).abs() < 1e-12 && (back[1] / point[1] - 1.0).abs() < 1e-12);
        }
        assert!(frame.to_pixel([0.0, -1.0])[1].is_nan());
    }

    #[test]
    fn corners_of_the_view_are_corners_of_the_plot() {
        let frame = Frame::new(&scene(), 500.0, 400.0, 1.5).unwrap();
        let plot = frame.plot();
        assert_eq!(frame.to_pixel([-2.0, 3.0]), [plot.left, plot.top]);
        assert_eq!(frame.to_pixel([2.0, -1.0]), [plot.right(), plot.bottom()]);
        for side in [plot.left, plot.top, plot.width, plot.height] {
            assert_eq!(side.fract(), 0.0);
        }
    }

    #[test]
    fn equal_units_are_equal() {
        let mut scene = scene();
        scene.axes.equal_aspect = true;
        let plot = Frame::new(&scene, 900.0, 400.0, 1.0).unwrap().plot();
        assert!((plot.width - plot.height).abs() <= 1.0);
    }

    #[test]
    fn sizes_are_checked() {
        for (w, h, s) in [
            (0.0, 1.0, 1.0),
            (1.0, f64::NAN, 1.0),
            (1.0, 1.0, -1.0),
            (1e6, 1e6, 1e-4),
            (f64::INFINITY, 1.0, 1.0),
        ] {
            assert_eq!(Frame::new(&scene(), w, h, s).unwrap_err().kind, ErrorKind::Parameter);
        }
        assert_eq!(Frame::new(&scene(), 1e6, 10.0, 1.0).unwrap_err().kind, ErrorKind::Limit);
        assert!(Frame::new(&scene(), 1.0, 1.0, 1.0).is_ok());
        let mut log = scene();
        log.axes.x.scale = AxisScale::Log10;
        assert_eq!(Frame::new(&log, 9.0, 9.0, 1.0).unwrap_err().kind, ErrorKind::Parameter);
    }

    #[test]
    fn stacked_plots_are_aligned_and_apart() {
        let mut lower = scene();
        lower.axes.y.range = Interval::new(-1e4, 1e4).unwrap();
        let frames = Frame::stack(&[scene(), lower], 600.0, 500.0, 1.0).unwrap();
        assert_eq!(frames[0].plot().left, frames[1].plot().left);
        assert_eq!(frames[0].plot().right(), frames[1].plot().right());
        assert!(frames[0].plot().bottom() < frames[1].plot().top);
        assert!(Frame::stack(&[], 600.0, 500.0, 1.0).unwrap().is_empty());
    }
}
