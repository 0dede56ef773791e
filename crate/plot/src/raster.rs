//! The landscape as colours: pixels for a canvas, filled bands for vector graphics.

use crate::colour::{ColourMap, Rgb};
use crate::contour::{Polyline, regions};
use crate::grid::{Grid, View};
use crate::interval::Interval;
use crate::scale::Scale;
use fallline_autodiff::{Error, ErrorKind};
use std::sync::Arc;

/// The longest side of a picture, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// The most pixels of a raster: four times a 4K screen.
pub const MAX_PIXELS: u64 = 1 << 25;

/// Grid values, the scale that places them and the colour map that paints them.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// The values.
    pub grid: Arc<Grid>,
    /// Where a value lies on the colour map.
    pub scale: Scale,
    /// The colours.
    pub map: ColourMap,
}

/// As many colours as eight bits tell apart.
const COLOURS: usize = 256;
/// Width of the stripes that mark undefined values, in pixels.
const STRIPE: usize = 6;

impl Raster {
    /// The picture as RGBA bytes for an `ImageData` of `width` by `height` pixels, top row first (the greatest
    /// y). Values between grid points are interpolated bilinearly, as contours are, so colours and lines agree.
    /// Where a value is not finite, `missing`'s two colours alternate in diagonal stripes, so that it is not
    /// taken for data.
    ///
    /// # Errors
    /// `Parameter` where a side is 0; `Limit` beyond [`MAX_SIDE`] or [`MAX_PIXELS`].
    pub fn rgba(&self, width: u32, height: u32, missing: [Rgb; 2]) -> Result<Vec<u8>, Error> {
        if width == 0 || height == 0 {
            return Err(Error::new(ErrorKind::Parameter, "a picture without pixels"));
        }
        if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
            let message = format!("a picture of {width} by {height} pixels is larger than what is drawn");
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let (width, height) = (width as usize, height as usize);
        let colours: Vec<[u8; 4]> = (0..COLOURS)
            .map(|k| {
                let Rgb(r, g, b) = self.map.at(k as f64 / (COLOURS - 1) as f64);
                [r, g, b, 255]
            })
            .collect();
        let missing = missing.map(|Rgb(r, g, b)| [r, g, b, 255]);
        let mut band = Bands::new(&self.scale);
        let (nx, ny) = (self.grid.nx(), self.grid.ny());
        // Pixel centres in grid coordinates.
        let split = |pixel: usize, pixels: usize, n: usize| {
            let position = (pixel as f64 + 0.5) / pixels as f64 * (n - 1) as f64;
            let k = (position as usize).min(n - 2);
            (k, position - k as f64)
        };
        let columns: Vec<(usize, f64)> = (0..width).map(|i| split(i, width, nx)).collect();
        let mut pixels = Vec::with_capacity(width * height * 4);
        let mut row = vec![0.0; nx];
        for y in 0..height {
            let (j, t) = split(height - 1 - y, height, ny);
            for ((value, a), b) in row.iter_mut().zip(self.grid.row(j)).zip(self.grid.row(j + 1)) {
                *value = a + (b - a) * t;
            }
            for (x, &(i, s)) in columns.iter().enumerate() {
                let (a, b) = (row[i], row[i + 1]);
                let value = a + (b - a) * s;
                let colour =
                    if value.is_finite() { colours[band.of(value)] } else { missing[((x + y) / STRIPE) % 2] };
                pixels.extend_from_slice(&colour);
            }
        }
        Ok(pixels)
    }

    /// The picture as filled shapes, to be painted in order over the colour of undefined values: each ring of
    /// data points with the colour inside it. Rings of one function never cross, so painting the larger before
    /// the smaller one leaves every colour where it belongs, without seams and without shapes with holes.
    pub(crate) fn bands(&self, count: usize, side: usize) -> Vec<(Rgb, Vec<[f64; 2]>)> {
        let grid = self.grid.coarsened(side);
        let finite = grid.values().iter().copied().filter(|v| v.is_finite()).fold(f64::INFINITY, f64::min);
        if finite.is_infinite() {
            return Vec::new();
        }
        let mut levels = self.scale.thresholds(count);
        levels.dedup();
        let floor = levels.first().map_or(finite, |&l| l.min(finite));
        if levels.first() != Some(&floor) {
            levels.insert(0, floor);
        }
        let centre = |k: usize| match (levels.get(k), levels.get(k + 1)) {
            (Some(&lo), Some(&hi)) if k > 0 => (self.scale.position(lo) + self.scale.position(hi)) * 0.5,
            (_, Some(&hi)) if k == 0 => self.scale.position(hi) * 0.5,
            (Some(&lo), None) if k > 0 => (self.scale.position(lo) + 1.0) * 0.5,
            _ => 0.5,
        };
        let paint: Vec<Rgb> = (0..levels.len()).map(|k| self.map.at(centre(k))).collect();
        let mut shapes: Vec<(f64, usize, Option<Rgb>, Polyline)> = Vec::new();
        for (k, region) in regions(&grid, &levels).into_iter().enumerate() {
            for ring in region.lines {
                let area = signed_area(&ring.points);
                // Inside a hole lies the band below, or nothing at all.
                let colour =
                    if area > 0.0 { paint.get(k) } else { k.checked_sub(1).and_then(|k| paint.get(k)) };
                // Of equal rings the outer boundary of the higher level, or the hole of the lower one, is on top.
                let order = if area > 0.0 { k } else { levels.len() * 2 - k };
                shapes.push((area.abs(), order, colour.copied(), ring));
            }
        }
        shapes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        shapes.into_iter().filter_map(|(_, _, colour, ring)| Some((colour?, ring.points))).collect()
    }

    /// Where the value at a point lies on the colour map; NaN where it is undefined.
    pub(crate) fn position_at(&self, [x, y]: [f64; 2]) -> f64 {
        let View { x: across, y: upward } = self.grid.view();
        let place = |t: f64, range: Interval, n: usize| (t - range.lo()) / range.length() * (n - 1) as f64;
        let [u, v] = [place(x, across, self.grid.nx()), place(y, upward, self.grid.ny())];
        self.scale.position(self.grid.interpolate(u, v))
    }

    /// Whether a value is not finite.
    pub(crate) fn has_missing(&self) -> bool {
        self.grid.values().iter().any(|v| !v.is_finite())
    }
}

fn signed_area(points: &[[f64; 2]]) -> f64 {
    let Some(o) = points.first() else { return 0.0 };
    let turn = |a: &[f64; 2], b: &[f64; 2]| (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1]);
    points.windows(2).map(|w| turn(&w[0], &w[1])).sum::<f64>() * 0.5
}

/// Finds a value's colour by its thresholds. Neighbouring pixels have neighbouring colours, so the search starts
/// where the last one ended: no logarithm a pixel.
struct Bands {
    thresholds: Vec<f64>,
    last: usize,
}

impl Bands {
    fn new(scale: &Scale) -> Self {
        let mut thresholds = scale.thresholds(COLOURS);
        if scale.min() == scale.max() {
            // All of a constant is the middle of the scale.
            thresholds = vec![f64::NEG_INFINITY; COLOURS / 2];
        }
        Self { thresholds, last: 0 }
    }

    /// The number of thresholds not above `value`.
    fn of(&mut self, value: f64) -> usize {
        let t = &self.thresholds;
        let mut k = self.last.min(t.len());
        while k > 0 && t[k - 1] > value {
            k -= 1;
        }
        while k < t.len() && t[k] <= value {
            k += 1;
        }
        self.last = k;
        k
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour::{BLACK, WHITE};
    use crate::grid::View;
    use crate::scale::ScaleKind;

    fn raster(values: Vec<f64>, nx: usize) -> Raster {
        let view = View::new([0.0, 1.0], [0.0, 1.0]).unwrap();
        let ny = values.len() / nx;
        let scale = Scale::fit(ScaleKind::Linear, &values);
        let grid = Arc::new(Grid::new(view, nx, ny, values).unwrap());
        Raster { grid, scale, map: ColourMap::Grey }
    }

    #[test]
    fn the_top_row_has_the_greatest_y() {
        let pixels = raster(vec![0.0, 0.0, 1.0, 1.0], 2).rgba(1, 64, [BLACK, WHITE]).unwrap();
        assert!(pixels[0] > 230 && pixels[63 * 4] < 50);
        assert!(pixels.chunks(4).collect::<Vec<_>>().windows(2).all(|w| w[0][0] >= w[1][0]));
        assert!(pixels.chunks(4).all(|p| p[3] == 255));
    }

    #[test]
    fn undefined_values_are_striped() {
        let pixels = raster(vec![f64::NAN; 4], 2).rgba(24, 24, [BLACK, WHITE]).unwrap();
        let white = pixels.chunks(4).filter(|p| p[0] == 255).count();
        assert!(pixels.chunks(4).all(|p| p[0] == 0 || p[0] == 255));
        assert!((200..=376).contains(&white), "{white} of 576 pixels");
    }

    #[test]
    fn sizes_have_limits() {
        let r = raster(vec![0.0; 4], 2);
        assert_eq!(r.rgba(0, 5, [BLACK, WHITE]).unwrap_err().kind, ErrorKind::Parameter);
        assert_eq!(r.rgba(MAX_SIDE + 1, 1, [BLACK, WHITE]).unwrap_err().kind, ErrorKind::Limit);
        assert_eq!(r.rgba(MAX_SIDE, MAX_SIDE, [BLACK, WHITE]).unwrap_err().kind, ErrorKind::Limit);
    }

    #[test]
    fn bands_paint_every_point_as_the_scale_says() {
        // Painting by an even-odd test of each shape in order must give each point its own band's colour.
        let view = View::new([-2.0, 2.0], [-2.0, 2.0]).unwrap();
        let f =
            |x: f64, y: f64| (x * x - 1.0) * (x * x - 1.0) + y * y * (1.0 - 0.4 * x) - 0.3 * x * y * y * y;
        let grid = Arc::new(Grid::sample(view, 81, 81, f).unwrap());
        let scale = Scale::fit(ScaleKind::Quantile, grid.values());
        let bands =
            Raster { grid: grid.clone(), scale: scale.clone(), map: ColourMap::Viridis }.bands(8, 200);
        let inside = |ring: &[[f64; 2]], x: f64, y: f64| {
            let edges = ring.iter().zip(ring.iter().cycle().skip(1));
            edges
                .filter(|(a, b)| (a[1] > y) != (b[1] > y))
                .filter(|(a, b)| x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                .count()
                % 2
                == 1
        };
        let thresholds = scale.thresholds(8);
        let mut seen = 0;
        for k in 0..2000 {
            let (x, y) = (-1.99 + 3.98 * ((k as f64 * 0.618_034) % 1.0), -1.99 + 3.98 * (k as f64 / 2000.0));
            let value = grid.interpolate((x + 2.0) * 20.0, (y + 2.0) * 20.0);
            if thresholds.iter().any(|t| (value - t).abs() < 0.05) {
                continue; // too near a line: inside a cell the lines are straight, the interpolant is not
            }
            let band = thresholds.iter().filter(|t| **t <= value).count();
            let painted = bands.iter().rev().find(|(_, ring)| inside(ring, x, y)).map(|(c, _)| *c);
            assert_eq!(painted, Some(ColourMap::Viridis.at((band as f64 + 0.5) / 8.0)), "at ({x}, {y})");
            seen += 1;
        }
        assert!(seen > 1000);
    }

    #[test]
    fn a_constant_is_the_middle_colour_everywhere() {
        let r = raster(vec![3.0; 9], 3);
        let pixels = r.rgba(4, 4, [BLACK, WHITE]).unwrap();
        assert!(pixels.chunks(4).all(|p| p[0].abs_diff(r.map.at(0.5).0) <= 1));
        assert_eq!(r.bands(8, 100).len(), 1);
        assert!(raster(vec![f64::NAN; 9], 3).bands(8, 100).is_empty());
    }
}
