//! Drawing a scene with plotters' elements on any of its backends.
//!
//! Nothing here measures text: plotters measures on wasm32 by adding an element to the page, which fails outside
//! a document. Text is placed by its anchor, and only backends that write text themselves (canvas, SVG) are meant.
//!
//! Plotters' coordinates are whole numbers. So that lines stay smooth, the backend may be finer than the pixels:
//! [`Target::units`] of its units make a pixel, and the backend's surface is scaled down by that much: a canvas by
//! its context's transform, an SVG by its view box.

use crate::colour::{ColourMap, Rgb};
use crate::layout::{BAR_ROW, Frame, SAMPLE, SMALL, TICK, TITLE, text_width};
use crate::raster::Raster;
use crate::scene::{Arrow, ArrowLength, BarRow, ContourLine, Furniture, Layer, Point, Scene};
use crate::stroke::{Rect, clip, clip_segment, dash, distance, simplify, untraced};
use crate::theme::{Marker, Role, Style, Theme};
use fallline_autodiff::math;
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::{DrawingBackend, DrawingErrorKind};

/// Finer than this nothing looks better, and coordinates stay far inside 32 bits.
const MAX_UNITS: u32 = 64;

/// What a backend needs and offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Backend units a device pixel, 1..=64.
    units: u32,
    /// Whether the landscape's colours are drawn, as filled bands. A canvas has them already, as an `ImageData`.
    pub raster: bool,
    /// Whether the surface's colour is filled in first. A layer above another one leaves it out.
    pub background: bool,
    /// Factor on font sizes.
    font: f64,
    /// Shift of text down, in parts of its size.
    drop: f64,
}

impl Target {
    /// A canvas whose context is scaled by 1 / `units`. The landscape and the background lie below it.
    #[must_use]
    pub fn canvas(units: u32) -> Self {
        Self { units: units.clamp(1, MAX_UNITS), raster: false, background: false, font: 1.0, drop: 0.04 }
    }

    /// Plotters' SVG backend with `units` of its units a pixel.
    #[must_use]
    pub fn svg(units: u32) -> Self {
        // plotters-svg divides font sizes by 1.24 and centres letters at half the height of an x.
        Self { units: units.clamp(1, MAX_UNITS), raster: true, background: true, font: 1.24, drop: 0.11 }
    }

    /// A bitmap.
    #[must_use]
    pub fn bitmap() -> Self {
        Self { units: 1, raster: true, background: true, font: 1.0, drop: 0.0 }
    }
}

/// Draws a scene where its frame says. A scene that lies on another one is drawn with that one's frame.
///
/// # Errors
/// Those of the backend.
pub fn draw<DB: DrawingBackend>(
    scene: &Scene,
    theme: &Theme,
    frame: &Frame,
    target: Target,
    backend: &mut DB,
) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
    backend.ensure_prepared()?;
    let on_grid = [scene.axes.furniture, frame.furniture].contains(&Furniture::Grid);
    let mut pen = Pen { backend, frame, theme, target, on_grid, labels: Vec::new() };
    if target.background {
        pen.rectangle(frame.cell(), theme.surface)?;
    }
    let furniture = match scene.axes.furniture {
        Furniture::None => Furniture::None,
        _ => frame.furniture,
    };
    if furniture == Furniture::Grid {
        pen.grid()?;
    }
    for layer in &scene.layers {
        pen.layer(layer)?;
    }
    if furniture != Furniture::None {
        pen.axes(scene, furniture)?;
        pen.legend(scene)?;
    }
    Ok(())
}

type Outcome<DB> = Result<(), DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// How far the casing reaches on each side of a line or marker, in CSS pixels.
const CASING: f64 = 1.25;
/// What a line may be moved by thinning, in device pixels.
const THIN: f64 = 0.15;
/// The same for strokes wide enough for the eye to see their corners.
const SMOOTH: f64 = 0.06;
/// Points nearer than this, in device pixels, do not show separately.
const NEAR: f64 = 0.5;

struct Pen<'a, DB: DrawingBackend> {
    backend: &'a mut DB,
    frame: &'a Frame,
    theme: &'a Theme,
    target: Target,
    /// Whether curves are drawn on the plain surface or above it: there a casing would only hide other curves.
    on_grid: bool,
    /// Where labels stand already.
    labels: Vec<Rect>,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    // ---- plotters' elements ----------------------------------------------------------------------------------

    fn put<'e, E>(&mut self, element: &'e E) -> Outcome<DB>
    where
        E: Drawable<DB>,
        &'e E: PointCollection<'e, (i32, i32), Point = &'e (i32, i32)>,
    {
        let size = self.backend.get_size();
        element.draw(element.point_iter().into_iter().copied(), self.backend, size)
    }

    fn unit(&self, [x, y]: [f64; 2]) -> (i32, i32) {
        let units = f64::from(self.target.units);
        ((x * units).round() as i32, (y * units).round() as i32)
    }

    fn units(&self, css: f64) -> u32 {
        (css * self.frame.scale() * f64::from(self.target.units)).round().max(1.0) as u32
    }

    fn css(&self, css: f64) -> f64 {
        css * self.frame.scale()
    }

    fn line(&mut self, points: &[[f64; 2]], colour: Rgb, width: f64) -> Outcome<DB> {
        if points.len() < 2 {
            return Ok(());
        }
        let path: Vec<(i32, i32)> = points.iter().map(|p| self.unit(*p)).collect();
        let style =
            ShapeStyle { color: rgb(colour).to_rgba(), filled: false, stroke_width: self.units(width) };
        self.put(&PathElement::new(path, style))
    }

    fn fill(&mut self, points: &[[f64; 2]], colour: Rgb) -> Outcome<DB> {
        if points.len() < 3 {
            return Ok(());
        }
        let path: Vec<(i32, i32)> = points.iter().map(|p| self.unit(*p)).collect();
        self.put(&Polygon::new(path, rgb(colour).filled()))
    }

    fn rectangle(&mut self, rect: Rect, colour: Rgb) -> Outcome<DB> {
        let corners = [self.unit([rect.left, rect.top]), self.unit([rect.right(), rect.bottom()])];
        self.put(&Rectangle::new(corners, rgb(colour).filled()))
    }

    fn disc(&mut self, centre: [f64; 2], radius: f64, colour: Rgb) -> Outcome<DB> {
        let circle = Circle::new(self.unit(centre), self.units(radius), rgb(colour).filled());
        self.put(&circle)
    }

    fn text(&mut self, text: &str, at: [f64; 2], look: Lettering) -> Outcome<DB> {
        let units = f64::from(self.target.units);
        let size = self.css(look.size);
        let family = FontFamily::Name(self.theme.font);
        let font = FontDesc::new(family, size * units * self.target.font, look.style);
        let colour = rgb(look.colour);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(look.anchor, VPos::Center));
        let at = self.unit([at[0], at[1] + size * self.target.drop]);
        self.put(&Text::new(text, at, style))
    }

    // ---- axes ------------------------------------------------------------------------------------------------

    /// A one-pixel line covers whole pixels only with its middle between two.
    fn crisp(&self, position: f64) -> f64 {
        let width = self.css(1.0).round().max(1.0);
        if width % 2.0 == 0.0 { position.round() } else { position.floor() + 0.5 }
    }

    fn grid(&mut self) -> Outcome<DB> {
        let (frame, plot, colour) = (self.frame, self.frame.plot(), self.theme.grid);
        for tick in &frame.x_ticks.major {
            let x = self.crisp(frame.to_pixel([tick.value, f64::NAN])[0]);
            self.line(&[[x, plot.top], [x, plot.bottom()]], colour, 1.0)?;
        }
        for tick in &frame.y_ticks.major {
            let y = self.crisp(frame.to_pixel([f64::NAN, tick.value])[1]);
            self.line(&[[plot.left, y], [plot.right(), y]], colour, 1.0)?;
        }
        Ok(())
    }

    fn axes(&mut self, scene: &Scene, furniture: Furniture) -> Outcome<DB> {
        let (frame, plot, muted) = (self.frame, self.frame.plot(), self.theme.muted);
        let (left, right) = (self.crisp(plot.left), self.crisp(plot.right()));
        let (top, bottom) = (self.crisp(plot.top), self.crisp(plot.bottom()));
        match furniture {
            Furniture::Frame => {
                let corners = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]];
                self.line(&corners, muted, 1.0)?;
            }
            _ => self.line(&[[left, top], [left, bottom], [right, bottom]], muted, 1.0)?,
        }
        let (long, short) = (self.css(TICK), self.css(TICK * 0.6));
        let label = Lettering { size: SMALL, colour: muted, style: FontStyle::Normal, anchor: HPos::Center };
        let mut free = f64::NEG_INFINITY;
        for tick in &frame.x_ticks.major {
            let x = frame.to_pixel([tick.value, f64::NAN])[0];
            let at = self.crisp(x);
            self.line(&[[at, bottom], [at, bottom + long]], muted, 1.0)?;
            let half = self.css(text_width(&tick.label, SMALL) * 0.5);
            if x - half > free {
                self.text(&tick.label, [x, bottom + self.css(TICK + 3.0 + SMALL * 0.5)], label)?;
                free = x + half + self.css(4.0);
            }
        }
        for &value in &frame.x_ticks.minor {
            let x = self.crisp(frame.to_pixel([value, f64::NAN])[0]);
            self.line(&[[x, bottom], [x, bottom + short]], muted, 1.0)?;
        }
        for tick in &frame.y_ticks.major {
            let y = frame.to_pixel([f64::NAN, tick.value])[1];
            let at = self.crisp(y);
            self.line(&[[left - long, at], [left, at]], muted, 1.0)?;
            let right_aligned = Lettering { anchor: HPos::Right, ..label };
            self.text(&tick.label, [left - self.css(TICK + 3.0), y], right_aligned)?;
        }
        for &value in &frame.y_ticks.minor {
            let y = self.crisp(frame.to_pixel([f64::NAN, value])[1]);
            self.line(&[[left - short, y], [left, y]], muted, 1.0)?;
        }
        let title =
            Lettering { size: TITLE, colour: self.theme.ink, style: FontStyle::Normal, anchor: HPos::Left };
        let style =
            |label: &str| if label.chars().count() <= 2 { FontStyle::Italic } else { FontStyle::Normal };
        let (x, y) = (&scene.axes.x.label, &scene.axes.y.label);
        if !x.is_empty() {
            let below = bottom + self.css(TICK + 3.0 + SMALL + 11.0);
            let middle = Lettering { anchor: HPos::Center, style: style(x), ..title };
            self.text(x, [plot.left + plot.width * 0.5, below], middle)?;
        }
        if !y.is_empty() {
            let row = match frame.legend.first() {
                Some(entry) => entry[1] + self.css(6.0),
                None => top - self.css(13.0),
            };
            self.text(y, [left, row], Lettering { style: style(y), ..title })?;
        }
        Ok(())
    }

    fn legend(&mut self, scene: &Scene) -> Outcome<DB> {
        let frame = self.frame;
        for (entry, &[left, top]) in scene.legend.iter().zip(&frame.legend) {
            let style = self.theme.style(entry.role);
            let y = top + self.css(6.0);
            let right = left + self.css(SAMPLE);
            if !matches!(entry.role, Role::Probe(..)) {
                self.dashed(&[[left, y], [right, y]], &style)?;
            }
            if matches!(entry.role, Role::Path(_) | Role::Probe(..)) {
                self.marker([(left + right) * 0.5, y], &Style { radius: 4.0, ..style })?;
            }
            let look = Lettering {
                size: SMALL,
                colour: self.theme.ink,
                style: FontStyle::Normal,
                anchor: HPos::Left,
            };
            self.text(&entry.label, [right + self.css(5.0), y], look)?;
        }
        Ok(())
    }

    // ---- layers ----------------------------------------------------------------------------------------------

    fn layer(&mut self, layer: &Layer) -> Outcome<DB> {
        match layer {
            Layer::Raster(raster) if self.target.raster => self.raster(raster),
            Layer::Raster(_) => Ok(()),
            Layer::Contours { lines, on } => self.contours(lines, *on),
            Layer::Path { role, points } => self.path(*role, points),
            Layer::Points { role, points } => self.points(*role, points),
            Layer::Arrows { role, arrows } => arrows.iter().try_for_each(|arrow| self.arrow(*role, arrow)),
            Layer::Curve { role, points } => self.curve(*role, points),
            Layer::Ellipse { role, centre, axes } => {
                // As many sides as keep a polygon within a tenth of a pixel of the ellipse, up to a bound.
                let pixel = |at: [f64; 2]| self.frame.to_pixel(at);
                let from = pixel(*centre);
                let reach = |axis: [f64; 2]| distance(from, pixel([0, 1].map(|i| centre[i] + axis[i])));
                let sides = (7.0 * reach(axes[0]).max(reach(axes[1])).sqrt()).clamp(96.0, 4096.0) as u32;
                let turn = |k: u32| {
                    let s = f64::from(k) / f64::from(sides) * math::PI * 2.0;
                    let (c, s) = (math::cos(s), math::sin(s));
                    [0, 1].map(|i| centre[i] + c * axes[0][i] + s * axes[1][i])
                };
                let points: Vec<[f64; 2]> = (0..=sides).map(turn).collect();
                self.curve(*role, &points)
            }
            Layer::Verticals { role, at } => at.iter().try_for_each(|&x| {
                let plot = self.frame.plot();
                let x = self.frame.to_pixel([x, f64::NAN])[0];
                self.strokes([[x, plot.bottom()], [x, plot.top]], &self.theme.style(*role))
            }),
            Layer::Horizontals { role, at } => at.iter().try_for_each(|&y| {
                let plot = self.frame.plot();
                let y = self.frame.to_pixel([f64::NAN, y])[1];
                self.strokes([[plot.left, y], [plot.right(), y]], &self.theme.style(*role))
            }),
            Layer::Bars { role, rows } => self.bars(*role, rows),
            Layer::Text { role, at, text } => self.label(text, self.frame.to_pixel(*at), 4.0, *role),
        }
    }

    /// Bars at the foot of the picture, where the layout has left room for them.
    fn bars(&mut self, role: Role, rows: &[BarRow]) -> Outcome<DB> {
        let (frame, plot, cell) = (self.frame, self.frame.plot(), self.frame.cell());
        if frame.furniture == Furniture::None {
            return Ok(());
        }
        let colour = self.theme.style(role).colour;
        let look =
            Lettering { size: SMALL, colour: self.theme.ink, style: FontStyle::Normal, anchor: HPos::Right };
        let least = self.css(1.5);
        for (k, BarRow { label, spans }) in rows.iter().enumerate() {
            let y = cell.bottom() - self.css(BAR_ROW * ((rows.len() - k) as f64 - 0.5));
            self.text(label, [plot.left - self.css(6.0), y], look)?;
            self.line(&[[plot.left, y], [plot.right(), y]], self.theme.grid, 1.0)?;
            for span in spans {
                let [from, to] = span.map(|x| frame.to_pixel([x, f64::NAN])[0]);
                // A bar that is a point is seen, and one beyond the picture is not.
                let from = from.max(plot.left);
                let to = to.max(from + least).min(plot.right());
                if from < to {
                    self.line(&[[from, y], [to, y]], colour, 7.0)?;
                }
            }
        }
        Ok(())
    }

    fn raster(&mut self, raster: &Raster) -> Outcome<DB> {
        let plot = self.frame.plot();
        if raster.has_missing() {
            self.rectangle(plot, self.theme.missing[0])?;
            let (step, reach) = (self.css(8.0), plot.height + plot.width);
            let mut x = plot.left - plot.height;
            while x < plot.left + reach {
                if let Some(stripe) = clip_segment([x, plot.bottom()], [x + plot.height, plot.top], &plot) {
                    self.line(&stripe, self.theme.missing[1], 2.5)?;
                }
                x += step;
            }
        }
        // Bands finer than the eye tells apart, and fewer of them where the landscape is so rough that the
        // picture would grow large.
        const FINENESS: [(usize, usize); 4] = [(40, 160), (24, 120), (16, 96), (10, 64)];
        for (k, (bands, side)) in FINENESS.into_iter().enumerate() {
            let shapes: Vec<(Rgb, Vec<[f64; 2]>)> = raster
                .bands(bands, side)
                .into_iter()
                .map(|(colour, ring)| {
                    let pixels: Vec<[f64; 2]> = ring.into_iter().map(|p| self.frame.to_pixel(p)).collect();
                    (colour, simplify(&pixels, THIN))
                })
                .collect();
            let size: usize = shapes.iter().map(|(_, ring)| ring.len() + 8).sum();
            if size <= BUDGET || k + 1 == FINENESS.len() {
                return shapes.iter().try_for_each(|(colour, ring)| self.fill(ring, *colour));
            }
        }
        Ok(())
    }

    fn contours(&mut self, lines: &[ContourLine], on: Option<ColourMap>) -> Outcome<DB> {
        let style = self.theme.style(Role::Contour);
        let mut parts: Vec<(Rgb, Vec<[f64; 2]>)> = Vec::new();
        for contour in lines {
            let colour =
                on.map_or(style.colour, |map| map.at(contour.position).contrasting(CONTOUR_CONTRAST));
            for line in &contour.lines {
                let closing = line.closed.then(|| line.points.first()).flatten();
                let pixels = line.points.iter().chain(closing).map(|p| self.frame.to_pixel(*p));
                parts.extend(clip(pixels, &self.frame.plot()).into_iter().map(|part| (colour, part)));
            }
        }
        // A landscape so rough that its lines fill the picture is drawn less finely.
        for tolerance in [THIN, 3.0 * THIN, 6.0 * THIN] {
            for (_, part) in &mut parts {
                *part = simplify(part, tolerance);
            }
            if parts.iter().map(|(_, part)| part.len()).sum::<usize>() <= BUDGET {
                break;
            }
        }
        parts.iter().try_for_each(|(colour, part)| self.line(part, *colour, style.width))
    }

    fn path(&mut self, role: Role, points: &[[f64; 2]]) -> Outcome<DB> {
        let style = self.theme.style(role);
        let pixels: Vec<[f64; 2]> = points.iter().map(|p| self.frame.to_pixel(*p)).collect();
        self.strokes(pixels.iter().copied(), &style)?;
        // A marker for each point that has room: at most one in a square as wide as a marker. On long curves they
        // only tell the runs apart.
        let plot = self.frame.plot();
        let side = self.css(style.radius * 2.0);
        let columns = (plot.width / side).ceil() as usize + 1;
        let rows = (plot.height / side).ceil() as usize + 1;
        let mut taken = vec![false; columns * rows];
        let apart = if self.on_grid && pixels.len() > 60 { self.css(40.0) } else { side * 1.2 };
        let mut last: Option<[f64; 2]> = None;
        for pixel in pixels.into_iter().filter(|p| plot.contains(*p)) {
            if last.is_some_and(|l| distance(l, pixel) < apart) {
                continue;
            }
            let square = [(pixel[0] - plot.left) / side, (pixel[1] - plot.top) / side].map(|p| p as usize);
            let Some(taken) = taken.get_mut(square[1] * columns + square[0]) else { continue };
            if !std::mem::replace(taken, true) {
                last = Some(pixel);
                self.marker(pixel, &style)?;
            }
        }
        Ok(())
    }

    fn curve(&mut self, role: Role, points: &[[f64; 2]]) -> Outcome<DB> {
        let style = self.theme.style(role);
        self.strokes(points.iter().map(|p| self.frame.to_pixel(*p)), &style)
    }

    fn points(&mut self, role: Role, points: &[Point]) -> Outcome<DB> {
        let style = self.theme.style(role);
        let plot = self.frame.plot();
        let mut last: Option<[f64; 2]> = None;
        for point in points {
            let pixel = self.frame.to_pixel(point.at);
            let hidden = point.label.is_empty() && last.is_some_and(|l| distance(l, pixel) < NEAR);
            if !plot.contains(pixel) || hidden {
                continue;
            }
            last = Some(pixel);
            self.marker(pixel, &style)?;
            if !point.label.is_empty() {
                self.label(&point.label, pixel, style.radius + 4.0, role)?;
            }
        }
        Ok(())
    }

    fn arrow(&mut self, role: Role, arrow: &Arrow) -> Outcome<DB> {
        let style = self.theme.style(role);
        let from = self.frame.to_pixel(arrow.from);
        let mut to = self.frame.to_pixel([arrow.from[0] + arrow.vector[0], arrow.from[1] + arrow.vector[1]]);
        if let ArrowLength::Pixels(css) = arrow.length {
            // Long vectors are scaled before their length is taken, or it overflows.
            let reach = (to[0] - from[0]).abs().max((to[1] - from[1]).abs());
            let unit = [(to[0] - from[0]) / reach, (to[1] - from[1]) / reach];
            let length = distance([0.0, 0.0], unit);
            to = [0, 1].map(|i| from[i] + unit[i] / length * self.css(css));
        }
        let plot = self.frame.plot();
        let Some([tail, tip]) = clip_segment(from, to, &plot) else { return Ok(()) };
        let length = distance(tail, tip);
        if length < self.css(2.0) || !length.is_finite() {
            return Ok(());
        }
        let along = [(tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length];
        let at = |along_by: f64, aside: f64| {
            [tip[0] - along[0] * along_by - along[1] * aside, tip[1] - along[1] * along_by + along[0] * aside]
        };
        // The head stands where the arrow ends; one that leaves the plot goes on beyond it.
        let headed = plot.contains(to);
        let head = if headed { self.css(10.0).min(length * 0.7) } else { 0.0 };
        let half = head * 0.42;
        let shaft = [tail, at(head * 0.8, 0.0)];
        let casing = self.css(CASING);
        if style.cased {
            self.line(&shaft, self.theme.surface, style.width + 2.0 * CASING)?;
            if headed {
                let outer = [
                    at(-casing * 2.4, 0.0),
                    at(head + casing, half + casing * 1.5),
                    at(head + casing, -half - casing * 1.5),
                ];
                self.fill(&outer, self.theme.surface)?;
            }
        }
        let pattern: Vec<f64> = style.dash.iter().map(|d| self.css(*d)).collect();
        for part in dash(&shaft, &pattern) {
            self.line(&part, style.colour, style.width)?;
        }
        if headed {
            self.fill(&[at(0.0, 0.0), at(head, half), at(head, -half)], style.colour)?;
        }
        Ok(())
    }

    /// A line in pixels, clipped to the plot, thinned, cased and dashed.
    fn strokes(&mut self, pixels: impl IntoIterator<Item = [f64; 2]>, style: &Style) -> Outcome<DB> {
        let parts: Vec<Vec<[f64; 2]>> = clip(pixels, &self.frame.plot())
            .iter()
            .flat_map(|part| untraced(simplify(part, SMOOTH), NEAR))
            .collect();
        if style.cased && !self.on_grid {
            for part in &parts {
                self.line(part, self.theme.surface, style.width + 2.0 * CASING)?;
            }
        }
        parts.iter().try_for_each(|part| self.dashed(part, style))
    }

    fn dashed(&mut self, points: &[[f64; 2]], style: &Style) -> Outcome<DB> {
        let pattern: Vec<f64> = style.dash.iter().map(|d| self.css(*d)).collect();
        dash(points, &pattern).iter().try_for_each(|part| self.line(part, style.colour, style.width))
    }

    fn marker(&mut self, centre: [f64; 2], style: &Style) -> Outcome<DB> {
        if style.cased {
            self.shape(centre, style.marker, style.radius + CASING, CASING, self.theme.surface)?;
        }
        self.shape(centre, style.marker, style.radius, 0.0, style.colour)?;
        if style.hollow {
            self.shape(centre, style.marker, style.radius * 0.55, 0.0, self.theme.surface)?;
        }
        Ok(())
    }

    /// A filled marker; `grow` widens the arms of crosses for their casing.
    fn shape(
        &mut self,
        centre: [f64; 2],
        marker: Marker,
        radius: f64,
        grow: f64,
        colour: Rgb,
    ) -> Outcome<DB> {
        let r = self.css(radius);
        let ring = |n: u32, start: f64, radius: &dyn Fn(u32) -> f64| -> Vec<[f64; 2]> {
            (0..n)
                .map(|k| {
                    let angle = (start + f64::from(k) / f64::from(n)) * 2.0 * math::PI;
                    [centre[0] + radius(k) * math::cos(angle), centre[1] + radius(k) * math::sin(angle)]
                })
                .collect()
        };
        let cross = |start: f64| {
            // Twelve corners: where arms of half width `arm` end and where they meet.
            let arm = r * 0.28 + self.css(grow) * 0.5;
            let end = (r * r + arm * arm).sqrt();
            let half = math::atan2(arm, r) / (2.0 * math::PI);
            (0..4)
                .flat_map(|k| {
                    let a = start + f64::from(k) / 4.0;
                    [(a - half, end), (a + half, end), (a + 0.125, arm * std::f64::consts::SQRT_2)]
                })
                .map(|(turn, length)| {
                    let angle = turn * 2.0 * math::PI;
                    [centre[0] + length * math::cos(angle), centre[1] + length * math::sin(angle)]
                })
                .collect::<Vec<_>>()
        };
        // Areas look alike when corners reach a little farther than a disc.
        let points = match marker {
            Marker::Circle => return self.disc(centre, radius, colour),
            Marker::Square => ring(4, 0.125, &|_| r * 1.2),
            Marker::Diamond => ring(4, 0.0, &|_| r * 1.3),
            Marker::TriangleUp => ring(3, -0.25, &|_| r * 1.35),
            Marker::TriangleDown => ring(3, 0.25, &|_| r * 1.35),
            Marker::Star => ring(10, -0.25, &|k| if k % 2 == 0 { r * 1.45 } else { r * 0.62 }),
            Marker::Plus => cross(0.0),
            Marker::Cross => cross(0.125),
        };
        self.fill(&points, colour)
    }

    /// Text beside a pixel, on whichever side it neither leaves the plot nor covers another label; left out
    /// where there is none.
    fn label(&mut self, text: &str, pixel: [f64; 2], gap: f64, role: Role) -> Outcome<DB> {
        let plot = self.frame.plot();
        if !plot.contains(pixel) {
            return Ok(());
        }
        let (width, height) = (self.css(text_width(text, SMALL) + 2.0), self.css(SMALL * 1.15));
        let gap = self.css(gap);
        let mut boxes = [
            Rect { left: pixel[0] + gap, top: pixel[1] - height * 0.5, width, height },
            Rect { left: pixel[0] - gap - width, top: pixel[1] - height * 0.5, width, height },
            Rect { left: pixel[0] - width * 0.5, top: pixel[1] - gap - height, width, height },
            Rect { left: pixel[0] - width * 0.5, top: pixel[1] + gap, width, height },
        ];
        // On a graph the curve runs to both sides of its extrema, below a maximum and above a minimum.
        match role {
            Role::Maximum if self.frame.furniture == Furniture::Grid => boxes.rotate_left(2),
            Role::Minimum if self.frame.furniture == Furniture::Grid => boxes.rotate_left(3),
            _ => {}
        }
        let free = |b: &&Rect| {
            plot.contains([b.left, b.top])
                && plot.contains([b.right(), b.bottom()])
                && !self.labels.iter().any(|other| other.overlaps(b))
        };
        let Some(&place) = boxes.iter().find(free) else { return Ok(()) };
        self.labels.push(place);
        let at = [place.left, place.top + height * 0.5];
        let halo = Lettering {
            size: SMALL,
            colour: self.theme.surface,
            style: FontStyle::Normal,
            anchor: HPos::Left,
        };
        let reach = self.css(1.3);
        for k in 0..8 {
            let angle = f64::from(k) * math::PI * 0.25;
            self.text(text, [at[0] + reach * math::cos(angle), at[1] + reach * math::sin(angle)], halo)?;
        }
        self.text(text, at, Lettering { colour: self.theme.style(role).colour, ..halo })
    }
}

/// About so many points of bands and of contours keep a picture quick to draw and small as a file.
const BUDGET: usize = 16_000;
/// Contrast of a contour line with the colours beside it.
const CONTOUR_CONTRAST: f64 = 1.8;

#[derive(Clone, Copy)]
struct Lettering {
    size: f64,
    colour: Rgb,
    style: FontStyle,
    anchor: HPos,
}

fn rgb(colour: Rgb) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}
