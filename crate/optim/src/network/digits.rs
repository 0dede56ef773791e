//! The packed file of 8 × 8 images of handwritten digits.
//!
//! The images are the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak (1998) from the
//! UCI Machine Learning Repository, CC BY 4.0, in its order. Each takes 41 bytes: 64 levels of 5 bits, the first in the
//! highest bits of the first byte, and the digit.

use fallline_autodiff::{Error, ErrorKind};

/// Pixels of an image.
pub const PIXELS: usize = 64;
/// The level of a full pixel; 0 is empty.
const FULL: u8 = 16;
/// Bytes of an image with its digit.
const BYTES: usize = PIXELS * 5 / 8 + 1;

/// The images, 64 numbers from 0 to 1 each, and their digits.
///
/// # Errors
/// Kind "parse" where the bytes are no such file.
pub fn unpack(bytes: &[u8]) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let mut features = Vec::with_capacity(bytes.len() / BYTES * PIXELS);
    let mut labels = Vec::with_capacity(bytes.len() / BYTES);
    for image in bytes.chunks(BYTES) {
        let Some((&digit, packed)) = image.split_last().filter(|_| image.len() == BYTES) else {
            return Err(refusal());
        };
        // Eight levels lie in five bytes.
        for bytes in packed.chunks(5) {
            let bits = bytes.iter().fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
            let levels = (0..8).rev().map(|place| (bits >> (5 * place) & 31) as u8);
            features.extend(levels.map(|level| f64::from(level) / f64::from(FULL)));
        }
        labels.push(f64::from(digit));
    }
    match features.iter().all(|&x| x <= 1.0) && labels.iter().all(|&digit| digit <= 9.0) {
        true => Ok((features, labels)),
        false => Err(refusal()),
    }
}

fn refusal() -> Error {
    Error::new(ErrorKind::Parse, "these bytes are no packed images of digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_lie_five_bits_apart() {
        let mut image = vec![0; BYTES];
        // 1, 2, 16 in the first fifteen bits, and the digit 7.
        (image[0], image[1], image[BYTES - 1]) = (0b0000_1000, 0b1010_0000, 7);
        let (features, labels) = unpack(&image).unwrap();
        assert_eq!(features[..4], [1.0 / 16.0, 2.0 / 16.0, 1.0, 0.0]);
        assert_eq!((features.len(), labels), (64, vec![7.0]));
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut full = vec![0; BYTES];
        full[0] = 0xff;
        let mut eleven = vec![0; BYTES];
        eleven[BYTES - 1] = 11;
        for bytes in [vec![0; 40], vec![0; 42], full, eleven] {
            assert_eq!(unpack(&bytes).unwrap_err().kind, ErrorKind::Parse);
        }
    }
}
