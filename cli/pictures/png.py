"""Drawings as PNG."""

import vl_convert

_SHARP = 3


def as_png(svg: str) -> bytes:
    """A drawing at three times its size; its words are set in the fonts that come with vl-convert."""
    return vl_convert.svg_to_png(svg, scale=_SHARP)
