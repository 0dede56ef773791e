//! Scenes on the page's canvases.

use fallline_autodiff::{Error, ErrorKind};
use fallline_plot::scene::{AxisScale, Facet};
use fallline_plot::{ColourMap, Frame, Scene, Target, Theme, draw, paint};
use plotters_canvas::CanvasBackend;
use serde::Serialize;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::convert::to_js;
use crate::error::thrown;

/// Backend units a device pixel: plotters' coordinates are whole numbers, and lines should be smooth.
const UNITS: u32 = 8;

/// A canvas, its theme and its device pixels a CSS pixel.
pub(crate) struct Canvas<'a> {
    element: &'a HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    theme: Theme,
    ratio: f64,
}

/// What a drawing puts under the scene's layers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// The theme's surface, and the landscape's colours.
    Surface,
    /// Nothing: the canvas lies above another one.
    Clear,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsFrame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    x: [f64; 2],
    y: [f64; 2],
    y_scale: &'static str,
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(element: &'a HtmlCanvasElement, theme: &str, ratio: f64) -> Result<Self, JsValue> {
        let context = element.get_context("2d").ok().flatten().and_then(|c| c.dyn_into().ok());
        let context = context.ok_or_else(|| refused("this canvas has no 2-D context"))?;
        Ok(Self { element, context, theme: named_theme(theme)?, ratio })
    }

    /// Lays a scene out on the whole canvas.
    pub(crate) fn frame(&self, scene: &Scene) -> Result<Frame, JsValue> {
        self.frame_in_column(scene, &[])
    }

    /// Lays a scene out on the whole canvas, its plot as wide as those of `column` on canvases of this width.
    pub(crate) fn frame_in_column(&self, scene: &Scene, column: &[Scene]) -> Result<Frame, JsValue> {
        let [width, height] =
            [self.element.width(), self.element.height()].map(|side| f64::from(side) / self.ratio);
        Frame::in_column(scene, column, width, height, self.ratio).map_err(|error| thrown(&error, None))
    }

    /// Draws a scene in its frame, or in the frame of the scene that lies below it.
    pub(crate) fn draw(&self, scene: &Scene, frame: &Frame, ground: Ground) -> Result<JsValue, JsValue> {
        let (width, height) = (f64::from(self.element.width()), f64::from(self.element.height()));
        self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
        self.context.clear_rect(0.0, 0.0, width, height);
        if let Some((mut below, map, facets, above)) = scene.around_facets() {
            // An `ImageData` replaces what it is put on, so what lies below it comes later, the topmost first.
            below.layers.reverse();
            self.put_facets(facets, map, frame)?;
            self.context.set_global_composite_operation("destination-over")?;
            self.plot(&below, frame)?;
            self.fill();
            self.context.set_global_composite_operation("source-over")?;
            self.plot(&above, frame)?;
        } else {
            if ground == Ground::Surface {
                self.fill();
                self.put_raster(scene, frame)?;
            }
            self.plot(scene, frame)?;
        }
        self.described(scene, frame)
    }

    /// The theme's surface.
    fn fill(&self) {
        let fallline_plot::colour::Rgb(r, g, b) = self.theme.surface;
        self.context.set_fill_style_str(&format!("rgb({r},{g},{b})"));
        let (width, height) = (f64::from(self.element.width()), f64::from(self.element.height()));
        self.context.fill_rect(0.0, 0.0, width, height);
    }

    /// What plotters draws.
    fn plot(&self, scene: &Scene, frame: &Frame) -> Result<(), JsValue> {
        let scale = 1.0 / f64::from(UNITS);
        self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
        self.context.set_line_join("round");
        let backend = CanvasBackend::with_canvas_object(self.element.clone());
        let mut backend = backend.ok_or_else(|| refused("this canvas cannot be drawn on"))?;
        draw(scene, &self.theme, frame, Target::canvas(UNITS), &mut backend)
            .map_err(|error| refused(&format!("the picture could not be drawn: {error}")))?;
        self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    }

    fn put_facets(&self, facets: &[Facet], map: Option<ColourMap>, frame: &Frame) -> Result<(), JsValue> {
        let Some(image) = paint(facets, map, frame, &self.theme) else { return Ok(()) };
        let data =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(&image.rgba), image.width, image.height)?;
        self.context.put_image_data(&data, f64::from(image.left), f64::from(image.top))
    }

    /// The colours of the landscape or of the map as one `ImageData`.
    fn put_raster(&self, scene: &Scene, frame: &Frame) -> Result<(), JsValue> {
        let plot = frame.plot();
        // The sides of a frame lie on whole pixels, at most 16384.
        let (width, height) = (plot.width as u32, plot.height as u32);
        let pixels = match (scene.raster(), scene.cells()) {
            (Some(raster), _) => raster.rgba(width, height, self.theme.missing),
            (None, Some(cells)) => cells.rgba(width, height, self.ratio, &self.theme),
            (None, None) => return Ok(()),
        };
        let pixels = pixels.map_err(|error| thrown(&error, None))?;
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width, height)?;
        self.context.put_image_data(&image, plot.left, plot.top)?;
        Ok(())
    }

    fn described(&self, scene: &Scene, frame: &Frame) -> Result<JsValue, JsValue> {
        let (plot, axes) = (frame.plot(), &scene.axes);
        to_js(&JsFrame {
            left: plot.left / self.ratio,
            top: plot.top / self.ratio,
            width: plot.width / self.ratio,
            height: plot.height / self.ratio,
            x: [axes.x.range.lo(), axes.x.range.hi()],
            y: [axes.y.range.lo(), axes.y.range.hi()],
            y_scale: if axes.y.scale == AxisScale::Log10 { "log" } else { "linear" },
        })
    }
}

/// "light" or "dark".
pub(crate) fn named_theme(id: &str) -> Result<Theme, JsValue> {
    Theme::from_id(id)
        .ok_or_else(|| refused(&format!("there is no theme `{id}`; there are `light` and `dark`")))
}

pub(crate) fn refused(message: &str) -> JsValue {
    thrown(&Error::new(ErrorKind::Parameter, message), None)
}
