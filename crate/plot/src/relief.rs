//! A surface in space as pixels: for a canvas, where thousands of shapes would take longer than a frame has.

use crate::colour::{BLACK, ColourMap, Rgb, WHITE};
use crate::layout::Frame;
use crate::scene::Facet;
use crate::theme::Theme;

/// A picture on a transparent ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// Pixels from the canvas's left edge.
    pub left: u32,
    /// Pixels from its top edge.
    pub top: u32,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// RGBA bytes, row by row from the top.
    pub rgba: Vec<u8>,
}

/// The colour of a facet without light.
pub(crate) fn ground(map: Option<ColourMap>, theme: &Theme, position: f64) -> Rgb {
    map.map_or(theme.muted, |map| map.at(position))
}

/// The colour of a lit facet. A level one has about the colour that the map gives it.
pub(crate) fn lit(ground: Rgb, brightness: f64) -> Rgb {
    /// The brightness of a level facet, and how much of a difference to it shows.
    const LEVEL: f64 = 0.9;
    const RELIEF: f64 = 0.8;
    let light = (brightness - LEVEL) * RELIEF;
    ground.mix(if light < 0.0 { BLACK } else { WHITE }, light.abs())
}

/// Colours by position and brightness: finer than the eye tells apart.
const POSITIONS: usize = 256;
const LIGHTS: usize = 64;

/// Samples that the pixels are made of: where a screen's pixels are large, four each, so that edges are smooth.
struct Samples {
    /// A side of a pixel in samples.
    fine: usize,
    left: f64,
    top: f64,
    width: usize,
    height: usize,
    /// The number of a colour, from 1; 0 where there is no facet.
    colours: Vec<u16>,
}

/// Paints the facets in their order, each over those before it, with colours that change evenly between corners. `None`
/// where nothing of them lies on the picture.
#[must_use]
pub fn paint(facets: &[Facet], map: Option<ColourMap>, frame: &Frame, theme: &Theme) -> Option<Image> {
    let cell = frame.cell();
    let seen: Vec<[[f64; 2]; 4]> =
        facets.iter().map(|facet| facet.corners.map(|corner| frame.to_pixel(corner))).collect();
    let bound = |axis: usize, from: f64, to: f64| {
        let ends = seen.iter().flatten().map(|p| p[axis]);
        let (lo, hi) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
        let (lo, hi) = (lo.floor().max(from), hi.ceil().min(to));
        (lo < hi).then_some((lo, hi))
    };
    let (left, right) = bound(0, cell.left, cell.right())?;
    let (top, bottom) = bound(1, cell.top, cell.bottom())?;
    let fine = if frame.scale() < 2.0 { 2 } else { 1 };
    // Frames have bounded numbers of pixels.
    let (width, height) = ((right - left) as usize, (bottom - top) as usize);
    let (columns, rows) = (width * fine, height * fine);
    let mut samples =
        Samples { fine, left, top, width: columns, height: rows, colours: vec![0; columns * rows] };
    for (facet, corners) in facets.iter().zip(&seen) {
        for [a, b, c] in [[0, 1, 2], [0, 2, 3]] {
            samples.triangle(
                [a, b, c].map(|k| [corners[k][0], corners[k][1], facet.positions[k], facet.brightness[k]]),
            );
        }
    }
    let part = |k: usize, n: usize| k as f64 / (n - 1) as f64;
    let mut colours = vec![[0; 4]];
    for position in 0..POSITIONS {
        let ground = ground(map, theme, part(position, POSITIONS));
        colours.extend((0..LIGHTS).map(|light| {
            let Rgb(r, g, b) = lit(ground, part(light, LIGHTS));
            [r, g, b, 1].map(u16::from)
        }));
    }
    let rgba = if fine == 2 { samples.pixels::<2>(&colours) } else { samples.pixels::<1>(&colours) };
    Some(Image { left: left as u32, top: top as u32, width: width as u32, height: height as u32, rgba })
}

impl Samples {
    /// Fills a triangle of corners (x, y, position, brightness). A sample on a common side belongs to one of two
    /// triangles, so none is left out between them.
    fn triangle(&mut self, corners: [[f64; 4]; 3]) {
        let fine = self.fine as f64;
        // In samples, whose middles are whole numbers.
        let mut corners =
            corners.map(|[x, y, p, b]| [(x - self.left) * fine - 0.5, (y - self.top) * fine - 0.5, p, b]);
        if corners.iter().flatten().any(|c| !c.is_finite()) {
            return;
        }
        corners.sort_by(|a, b| a[1].total_cmp(&b[1]));
        let [a, b, c] = corners;
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if area == 0.0 {
            return;
        }
        // What a position and a brightness change by from one sample to the next on its right, and below it.
        let change = |i: usize| {
            let across = ((b[i] - a[i]) * (c[1] - a[1]) - (c[i] - a[i]) * (b[1] - a[1])) / area;
            let down = ((c[i] - a[i]) * (b[0] - a[0]) - (b[i] - a[i]) * (c[0] - a[0])) / area;
            [across, down]
        };
        let (position, brightness) = (change(2), change(3));
        let at = |from: [f64; 4], to: [f64; 4], y: f64| {
            from[0] + (to[0] - from[0]) * ((y - from[1]) / (to[1] - from[1]))
        };
        let first = a[1].ceil().max(0.0) as usize;
        let end = (c[1].ceil().max(0.0) as usize).min(self.height);
        for row in first..end {
            let y = row as f64;
            let long = at(a, c, y);
            let short = if y < b[1] { at(a, b, y) } else { at(b, c, y) };
            let from = long.min(short).ceil().max(0.0) as usize;
            let to = (long.max(short).ceil().max(0.0) as usize).min(self.width);
            let Some(line) = self.colours.get_mut(row * self.width + from..row * self.width + to.max(from))
            else {
                continue;
            };
            let start =
                |i: usize, [across, down]: [f64; 2]| a[i] + across * (from as f64 - a[0]) + down * (y - a[1]);
            let (mut p, mut l) = (start(2, position), start(3, brightness));
            for sample in line {
                // Casts keep within 0..=255 and 0..=63 what rounding takes beyond.
                let (k, light) = ((p * 255.0 + 0.5) as u8, ((l * 63.0 + 0.5) as u8).min(63));
                *sample = u16::from(k) * LIGHTS as u16 + u16::from(light) + 1;
                p += position[0];
                l += brightness[0];
            }
        }
    }

    /// The means of the samples of each pixel, `FINE` a side. A colour is red, green, blue and 1, or nothing at all.
    fn pixels<const FINE: usize>(&self, colours: &[[u16; 4]]) -> Vec<u8> {
        let mut rgba = Vec::with_capacity(self.colours.len() / (FINE * FINE) * 4);
        for rows in self.colours.chunks_exact(self.width * FINE) {
            for x in (0..self.width).step_by(FINE) {
                let [mut r, mut g, mut b, mut count] = [0_u16; 4];
                for row in 0..FINE {
                    let from = row * self.width + x;
                    for &sample in rows.get(from..from + FINE).unwrap_or_default() {
                        if let Some(colour) = colours.get(usize::from(sample)).filter(|_| sample > 0) {
                            r += colour[0];
                            g += colour[1];
                            b += colour[2];
                            count += colour[3];
                        }
                    }
                }
                let mean = |sum: u16| (sum / count.max(1)) as u8;
                rgba.extend_from_slice(&match count {
                    0 => [0; 4],
                    _ => [mean(r), mean(g), mean(b), (count * 255 / (FINE * FINE) as u16) as u8],
                });
            }
        }
        rgba
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Height, Landscape, Surface};
    use crate::grid::{Grid, View};
    use crate::scene::Layer;
    use crate::space::Viewpoint;

    fn painted(f: impl Fn(f64, f64) -> f64, from: [f64; 2], scale: f64) -> (Image, Frame) {
        let view = View::new([-1.0, 1.0], [-1.0, 1.0]).unwrap();
        let mut spec = Landscape::new(Grid::sample(view, 60, 60, f).unwrap());
        spec.levels = crate::Levels::count(crate::ScaleKind::Linear, 5);
        let scene = Surface::new(&spec, Height::Value, 40).scene(Viewpoint::new(from[0], from[1]).unwrap());
        let frame = Frame::new(&scene, 300.0, 240.0, scale).unwrap();
        let facets = scene.layers.iter().find_map(|layer| match layer {
            Layer::Facets { map, facets } => Some((*map, facets)),
            _ => None,
        });
        let (map, facets) = facets.unwrap();
        (paint(facets, map, &frame, &Theme::light()).unwrap(), frame)
    }

    #[test]
    fn from_above_the_square_is_filled_without_gaps() {
        for scale in [1.0, 2.0] {
            let (image, frame) = painted(|x, y| x + y, [-90.0, 90.0], scale);
            let [left, top] = frame.to_pixel([-1.0, 1.0]);
            assert!((f64::from(image.left) - left).abs() <= 1.0 && (f64::from(image.top) - top).abs() <= 1.0);
            assert!(image.width.abs_diff(image.height) <= 1 && image.width > 100);
            let alpha = |x: u32, y: u32| image.rgba[((y * image.width + x) * 4 + 3) as usize];
            for y in 1..image.height - 1 {
                for x in 1..image.width - 1 {
                    assert_eq!(alpha(x, y), 255, "({x}, {y}) at scale {scale}");
                }
            }
            // The least value is at the lower left, the greatest at the upper right.
            let light = |x: u32, y: u32| {
                let k = ((y * image.width + x) * 4) as usize;
                Rgb(image.rgba[k], image.rgba[k + 1], image.rgba[k + 2]).luminance()
            };
            let last = image.width - 3;
            assert!(light(3, last) < 0.1 && light(last, 3) > 0.5, "the colours are those of the map");
        }
    }

    #[test]
    fn edges_are_smooth_where_pixels_are_large() {
        let covers = |image: &Image| {
            let mut all: Vec<u8> = image.rgba.chunks(4).map(|p| p[3]).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        assert_eq!(covers(&painted(|x, y| x * y, [-60.0, 30.0], 1.0).0), [0, 63, 127, 191, 255]);
        assert_eq!(covers(&painted(|x, y| x * y, [-60.0, 30.0], 2.0).0), [0, 255]);
    }

    #[test]
    fn nothing_is_painted_of_nothing() {
        let view = View::new([-1.0, 1.0], [-1.0, 1.0]).unwrap();
        let scene = crate::build::landscape(&Landscape::new(Grid::sample(view, 4, 4, |x, _| x).unwrap()));
        let frame = Frame::new(&scene, 300.0, 240.0, 1.0).unwrap();
        assert_eq!(paint(&[], None, &frame, &Theme::light()), None);
        let beyond = Facet {
            corners: [[9.0, 9.0], [9.5, 9.0], [9.5, 9.5], [9.0, 9.5]],
            positions: [0.0; 4],
            brightness: [1.0; 4],
        };
        assert_eq!(paint(&[beyond], None, &frame, &Theme::light()), None);
    }
}
