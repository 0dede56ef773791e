//! A picture as an SVG text.

use crate::draw::{Target, draw};
use crate::layout::{Frame, device_size};
use crate::scene::Scene;
use crate::theme::Theme;
use fallline_autodiff::{Error, ErrorKind};
use plotters::backend::SVGBackend;
use plotters_backend::DrawingBackend;

/// Plotters writes whole numbers; tenths of a pixel keep lines smooth and cost no digit over pixels on
/// pictures of usual sizes.
const UNITS: u32 = 10;

/// Scenes below each other as one SVG of `width` by `height` CSS pixels, with the captions as its text
/// alternative. Needs no document: it runs in Node as well.
///
/// # Errors
/// Those of [`Frame::stack`]; `Evaluate` where the backend fails, which it does not in memory.
///
/// ```
/// use fallline_plot::{Theme, View, build::{Landscape, landscape}, Grid, svg};
/// let view = View::new([-1.0, 1.0], [-1.0, 1.0])?;
/// let scene = landscape(&Landscape::new(Grid::sample(view, 32, 32, |x, y| x * x + y * y)?));
/// assert!(svg(&[scene], &Theme::light(), 320.0, 300.0)?.starts_with("<svg"));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub fn svg(scenes: &[Scene], theme: &Theme, width: f64, height: f64) -> Result<String, Error> {
    let frames = Frame::stack(scenes, width, height, 1.0)?;
    let (w, h) = device_size(width, height, 1.0)?;
    let mut text = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut text, (w * UNITS, h * UNITS));
        let failed =
            |e: String| Error::new(ErrorKind::Evaluate, format!("the SVG could not be written: {e}"));
        for (scene, frame) in scenes.iter().zip(&frames) {
            draw(scene, theme, frame, Target::svg(UNITS), &mut backend).map_err(|e| failed(e.to_string()))?;
        }
        backend.present().map_err(|e| failed(e.to_string()))?;
    }
    // Plotters' own first tag is as large as its units and has neither a title nor round joins.
    let body = text.find('>').and_then(|end| text.get(end + 1..)).unwrap_or_default();
    let body = body.replace(" opacity=\"1\"", "");
    let captions: Vec<&str> = scenes.iter().map(|s| s.caption.as_str()).filter(|c| !c.is_empty()).collect();
    let title = escape(&captions.join(" "));
    let (fine_w, fine_h) = (w * UNITS, h * UNITS);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {fine_w} {fine_h}\" \
         role=\"img\" stroke-linejoin=\"round\">\n<title>{title}</title>{body}"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
