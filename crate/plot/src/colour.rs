//! Colours, their contrast, and the colour maps of the landscape.

use fallline_autodiff::math;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(
    /// Red.
    pub u8,
    /// Green.
    pub u8,
    /// Blue.
    pub u8,
);

/// Black.
pub const BLACK: Rgb = Rgb(0, 0, 0);
/// White.
pub const WHITE: Rgb = Rgb(255, 255, 255);

impl Rgb {
    /// Relative luminance of WCAG 2.2, from 0 (black) to 1 (white).
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { math::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio of WCAG 2.2, from 1 (the same luminance) to 21 (black on white).
    ///
    /// ```
    /// use fallline_plot::colour::{BLACK, WHITE};
    /// assert_eq!(BLACK.contrast(WHITE), 21.0);
    /// ```
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour a part `t` (0 to 1) of the way to `other`, per sRGB channel.
    #[must_use]
    pub fn mix(self, other: Self, t: f64) -> Self {
        let t = t.clamp(0.0, 1.0);
        let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t).round() as u8;
        Self(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }

    /// The nearest tint or shade of this colour, towards white or black, whose contrast with it is at least
    /// `ratio`; white or black itself where none reaches it. A ratio up to 4.5 is always reached.
    #[must_use]
    pub fn contrasting(self, ratio: f64) -> Self {
        let end = if self.contrast(WHITE) > self.contrast(BLACK) { WHITE } else { BLACK };
        (1..=32)
            .map(|step| self.mix(end, f64::from(step) / 32.0))
            .find(|c| c.contrast(self) >= ratio)
            .unwrap_or(end)
    }
}

/// A colour map from a position in 0..=1 to a colour. All are monotone in lightness, so they can be read
/// without seeing hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourMap {
    /// Dark violet over green to yellow; perceptually uniform.
    Viridis,
    /// Dark blue over grey to yellow; looks the same with red-green colour blindness.
    Cividis,
    /// Dark to light grey, for print.
    Grey,
}

impl ColourMap {
    /// Every colour map, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Viridis, Self::Cividis, Self::Grey];

    /// The stable name used in addresses and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Viridis => "viridis",
            Self::Cividis => "cividis",
            Self::Grey => "grey",
        }
    }

    /// The name shown to people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Viridis => "Viridis",
            Self::Cividis => "Cividis",
            Self::Grey => "Grey",
        }
    }

    /// The map with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|map| map.id() == id)
    }

    /// The colour at position `t`, clamped to 0..=1.
    ///
    /// ```
    /// use fallline_plot::colour::{ColourMap, Rgb};
    /// assert_eq!(ColourMap::Viridis.at(0.0), Rgb(68, 1, 84));
    /// ```
    #[must_use]
    pub fn at(self, t: f64) -> Rgb {
        let t = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) };
        let gradient = match self {
            Self::Viridis => colorous::VIRIDIS,
            Self::Cividis => colorous::CIVIDIS,
            Self::Grey => return Rgb(40, 40, 40).mix(Rgb(244, 244, 244), t),
        };
        let colour = gradient.eval_continuous(t);
        Rgb(colour.r, colour.g, colour.b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_again() {
        for map in ColourMap::ALL {
            assert_eq!(ColourMap::from_id(map.id()), Some(map));
        }
        assert_eq!(ColourMap::from_id("jet"), None);
    }

    #[test]
    fn maps_grow_lighter_from_end_to_end() {
        for map in ColourMap::ALL {
            let light: Vec<f64> = (0..=64).map(|k| map.at(f64::from(k) / 64.0).luminance()).collect();
            assert!(light.windows(2).all(|w| w[1] >= w[0]), "{} is not monotone", map.id());
            assert!(light[64] - light[0] > 0.5, "{} spans too little", map.id());
        }
    }

    #[test]
    fn maps_accept_every_position() {
        for t in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 2.0] {
            for map in ColourMap::ALL {
                assert!(map.at(t) == map.at(0.0) || map.at(t) == map.at(1.0));
            }
        }
    }

    #[test]
    fn a_contrasting_shade_exists_for_every_grey() {
        for v in 0..=255 {
            let grey = Rgb(v, v, v);
            assert!(grey.contrasting(4.5).contrast(grey) >= 4.5, "{v}");
        }
    }
}
