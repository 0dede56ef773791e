//! A map of cells, each of a class: pixels for a canvas, rectangles for vector graphics.

use crate::colour::{ColourMap, Rgb};
use crate::raster::{MAX_PIXELS, MAX_SIDE};
use crate::theme::Theme;
use fallline_autodiff::{Error, ErrorKind, math};
use std::sync::Arc;

/// How many hues classes have before they come again.
pub const HUES: usize = 12;
/// Shades of a hue: fewer than the eye tells apart side by side, so that they part the picture into bands.
pub const SHADES: u8 = 16;

/// How a cell is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Nothing is known of it yet.
    Pending,
    /// A hue, taken modulo [`HUES`], in one of [`SHADES`] shades from light to dark.
    Hue(u8, u8),
    /// One of 256 places on the map's colours.
    Scale(u8),
    /// A pattern in grey, so that it is not taken for a hue or a value.
    Pattern(Pattern),
}

/// A pattern in grey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// No lines.
    Plain,
    /// Diagonal lines upward.
    Rising,
    /// Diagonal lines downward.
    Falling,
    /// Both.
    Crossed,
    /// Level lines.
    Level,
    /// Dots.
    Dots,
}

impl Pattern {
    /// Every pattern.
    pub const ALL: [Self; 6] =
        [Self::Plain, Self::Rising, Self::Falling, Self::Crossed, Self::Level, Self::Dots];

    /// The stable kebab-case name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Crossed => "crossed",
            Self::Level => "level",
            Self::Dots => "dots",
        }
    }

    /// Whether the pattern's ink covers this place; lengths in CSS pixels.
    fn covers(self, x: f64, y: f64) -> bool {
        let line = |t: f64| t.rem_euclid(8.0) < 1.6;
        match self {
            Self::Plain => false,
            Self::Rising => line(x + y),
            Self::Falling => line(x - y),
            Self::Crossed => line(x + y) || line(x - y),
            Self::Level => line(y),
            Self::Dots => {
                let [dx, dy] = [x, y].map(|t| t.rem_euclid(7.0) - 3.5);
                dx * dx + dy * dy < 3.0
            }
        }
    }
}

/// Cells of the same size that fill a plot, row by row from the lowest one.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    nx: usize,
    ny: usize,
    fills: Arc<[Fill]>,
    map: ColourMap,
}

impl Cells {
    /// `nx` by `ny` cells; `map` colours those on a scale.
    ///
    /// # Errors
    /// `Parameter` where there are no cells or not a fill for each.
    pub fn new(nx: usize, ny: usize, fills: Vec<Fill>, map: ColourMap) -> Result<Self, Error> {
        if fills.is_empty() || nx.checked_mul(ny) != Some(fills.len()) {
            let message = format!("a map of {nx} by {ny} cells has {} fills", fills.len());
            return Err(Error::new(ErrorKind::Parameter, message));
        }
        Ok(Self { nx, ny, fills: fills.into(), map })
    }

    /// The colour of a fill and, on a pattern, of its ink.
    #[must_use]
    pub fn colours(&self, fill: Fill, theme: &Theme) -> [Rgb; 2] {
        let plain = |colour| [colour, colour];
        match fill {
            Fill::Pending => plain(theme.surface),
            Fill::Hue(hue, shade) => plain(shaded(hue, shade)),
            Fill::Scale(place) => plain(self.map.at(f64::from(place) / 255.0)),
            Fill::Pattern(_) => [theme.missing[0], theme.missing[1].mix(theme.ink, 0.35)],
        }
    }

    /// The picture as RGBA bytes for an `ImageData` of `width` by `height` pixels, `ratio` of them a CSS pixel, top row
    /// first. A pixel has the colour of the cell that its middle lies in.
    ///
    /// # Errors
    /// `Parameter` where a side is 0; `Limit` beyond [`MAX_SIDE`] or [`MAX_PIXELS`].
    pub fn rgba(&self, width: u32, height: u32, ratio: f64, theme: &Theme) -> Result<Vec<u8>, Error> {
        if width == 0 || height == 0 {
            return Err(Error::new(ErrorKind::Parameter, "a picture without pixels"));
        }
        if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
            let message = format!("a picture of {width} by {height} pixels is larger than what is drawn");
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let colours: Vec<[Rgb; 2]> = self.fills.iter().map(|&fill| self.colours(fill, theme)).collect();
        let cell = |pixel: u32, pixels: u32, cells: usize| {
            let place = (f64::from(pixel) + 0.5) / f64::from(pixels) * cells as f64;
            (place as usize).min(cells - 1)
        };
        let columns: Vec<usize> = (0..width).map(|x| cell(x, width, self.nx)).collect();
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
        for y in 0..height {
            let row = cell(height - 1 - y, height, self.ny) * self.nx;
            for (x, column) in columns.iter().enumerate() {
                let place = row + column;
                let is_ink = match self.fills[place] {
                    Fill::Pattern(pattern) => pattern.covers(x as f64 / ratio, f64::from(y) / ratio),
                    _ => false,
                };
                let Rgb(r, g, b) = colours[place][usize::from(is_ink)];
                pixels.extend_from_slice(&[r, g, b, 255]);
            }
        }
        Ok(pixels)
    }

    /// The picture as rectangles of one fill, in cells: left, right, bottom and top. At most `limit` cells a side are
    /// told apart.
    pub(crate) fn rectangles(&self, limit: usize) -> Vec<(Fill, [f64; 4])> {
        let (nx, ny) = (self.nx.min(limit), self.ny.min(limit));
        let fill = |i: usize, j: usize| self.fills[(j * self.ny / ny) * self.nx + i * self.nx / nx];
        let mut found = Vec::new();
        for j in 0..ny {
            let mut from = 0;
            for i in 1..=nx {
                if i == nx || fill(i, j) != fill(from, j) {
                    let x = [from, i].map(|i| i as f64 / nx as f64);
                    let y = [j, j + 1].map(|j| j as f64 / ny as f64);
                    found.push((fill(from, j), [x[0], x[1], y[0], y[1]]));
                    from = i;
                }
            }
        }
        found
    }
}

/// Hues in the order of classes, in degrees of OKLCH: neighbours in the order are far apart on the circle.
const DEGREES: [f64; HUES] =
    [255.0, 55.0, 150.0, 350.0, 95.0, 300.0, 200.0, 25.0, 125.0, 275.0, 175.0, 325.0];

/// A hue in a shade, 0 the lightest. All hues are as light as each other in the same shade.
#[must_use]
pub fn shaded(hue: u8, shade: u8) -> Rgb {
    let t = f64::from(shade.min(SHADES - 1)) / f64::from(SHADES - 1);
    let lightness = 0.9 - 0.5 * t;
    let angle = DEGREES[usize::from(hue) % HUES].to_radians();
    let (cos, sin) = (math::cos(angle), math::sin(angle));
    // The strongest colour that a screen shows, up to a bound.
    let mut chroma = 0.15;
    loop {
        let colour = oklab(lightness, chroma * cos, chroma * sin);
        if chroma < 0.01 || colour.iter().all(|c| (0.0..=1.0).contains(c)) {
            let channel = |c: f64| {
                let c = c.clamp(0.0, 1.0);
                let c = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * math::pow(c, 1.0 / 2.4) - 0.055 };
                (c * 255.0).round() as u8
            };
            let [r, g, b] = colour.map(channel);
            return Rgb(r, g, b);
        }
        chroma -= 0.005;
    }
}

/// OKLab to linear sRGB (Ottosson 2020).
fn oklab(l: f64, a: f64, b: f64) -> [f64; 3] {
    let cube = |x: f64| x * x * x;
    let l_ = cube(l + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m_ = cube(l - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s_ = cube(l - 0.089_484_177_5 * a - 1.291_485_548 * b);
    [
        4.076_741_662_1 * l_ - 3.307_711_591_3 * m_ + 0.230_969_929_2 * s_,
        -1.268_438_004_6 * l_ + 2.609_757_401_1 * m_ - 0.341_319_396_5 * s_,
        -0.004_196_086_3 * l_ - 0.703_418_614_7 * m_ + 1.707_614_701 * s_,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_have_the_colour_of_their_cell() {
        let fills = vec![Fill::Hue(0, 0), Fill::Hue(1, 3), Fill::Pattern(Pattern::Plain), Fill::Pending];
        let theme = Theme::light();
        let cells = Cells::new(2, 2, fills.clone(), ColourMap::Grey).unwrap();
        let pixels = cells.rgba(4, 6, 1.0, &theme).unwrap();
        let at = |x: usize, y: usize| {
            Rgb(pixels[(y * 4 + x) * 4], pixels[(y * 4 + x) * 4 + 1], pixels[(y * 4 + x) * 4 + 2])
        };
        // The lowest row of cells is at the bottom.
        for (fill, [x, y]) in fills.into_iter().zip([[0, 3], [2, 3], [0, 0], [2, 0]]) {
            for (dx, dy) in [(0, 0), (1, 0), (0, 2), (1, 2)] {
                assert_eq!(at(x + dx, y + dy), cells.colours(fill, &theme)[0]);
            }
        }
        assert_eq!(cells.rgba(0, 4, 1.0, &theme).unwrap_err().kind, ErrorKind::Parameter);
        assert_eq!(cells.rgba(MAX_SIDE, MAX_SIDE, 1.0, &theme).unwrap_err().kind, ErrorKind::Limit);
        assert!(Cells::new(2, 2, vec![Fill::Pending], ColourMap::Grey).is_err());
    }

    #[test]
    fn patterns_differ_in_more_than_colour() {
        let theme = Theme::dark();
        let pictures: Vec<Vec<u8>> = Pattern::ALL
            .iter()
            .map(|&pattern| {
                let cells = Cells::new(1, 1, vec![Fill::Pattern(pattern)], ColourMap::Grey).unwrap();
                cells.rgba(32, 32, 1.0, &theme).unwrap()
            })
            .collect();
        for (k, picture) in pictures.iter().enumerate() {
            let differing = |other: &Vec<u8>| other.iter().zip(picture).filter(|(a, b)| a != b).count();
            assert!(pictures[..k].iter().all(|other| differing(other) > 300));
        }
    }

    #[test]
    fn shades_darken_evenly_for_every_hue() {
        for hue in 0..HUES as u8 {
            let light: Vec<f64> = (0..SHADES).map(|shade| shaded(hue, shade).luminance()).collect();
            assert!(light.windows(2).all(|pair| pair[1] < pair[0]), "hue {hue}");
            assert!((light[0] - shaded(0, 0).luminance()).abs() < 0.1, "hue {hue}");
        }
        assert_eq!(shaded(HUES as u8, 3), shaded(0, 3));
    }

    #[test]
    fn rectangles_join_equal_neighbours() {
        let [a, b] = [Fill::Hue(0, 0), Fill::Hue(1, 0)];
        let cells = Cells::new(4, 1, vec![a, a, b, a], ColourMap::Grey).unwrap();
        let expected =
            vec![(a, [0.0, 0.5, 0.0, 1.0]), (b, [0.5, 0.75, 0.0, 1.0]), (a, [0.75, 1.0, 0.0, 1.0])];
        assert_eq!(cells.rectangles(9), expected);
        assert_eq!(cells.rectangles(2).len(), 2);
    }
}
