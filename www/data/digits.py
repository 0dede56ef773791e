"""Packs the 8x8 images of handwritten digits into digits.bin.

python www/data/digits.py (scikit-learn 1.9.1, which carries the images)

Each of the 1797 images takes 41 bytes: 64 levels from 0 to 16 in 5 bits each, the first in the highest bits of the first
byte, and a byte with the digit.
"""

import hashlib
import pathlib

from sklearn.datasets import load_digits

images = load_digits()
packed = bytearray()
for levels, digit in zip(images.data.astype(int), images.target):
    bits = 0
    for level in levels:
        bits = bits << 5 | int(level)
    packed += bits.to_bytes(40, "big") + bytes([digit])

path = pathlib.Path(__file__).with_name("digits.bin")
path.write_bytes(packed)
# What the test of the file compares with: FNV-1a over levels and digits, computed from scikit-learn's own arrays.
checksum = 0xCBF29CE484222325
for levels, digit in zip(images.data.astype(int), images.target):
    for byte in [*levels, digit]:
        checksum = (checksum ^ int(byte)) * 0x100000001B3 % 2**64
print(f"{len(packed)} bytes, {len(images.target)} images, checksum {checksum:#018x}")
print("sha256", hashlib.sha256(packed).hexdigest())
