"""Colours that everybody can tell apart and read."""

from itertools import combinations

import numpy as np
import pytest

from cli.pictures.plot import AIM, BETTER, INK, OWN, SAME, SOFT, WASH, WORSE

SIGHT = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Machado, Oliveira and Fernandes (2009), at full severity, over linear RGB."""

TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
WHITE = TO_XYZ @ np.ones(3)


def linear(colour: str) -> np.ndarray:
    rgb = np.array([255 if colour == "white" else int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: str) -> np.ndarray:
    """The colour as somebody sees it, in CIELAB."""
    share = TO_XYZ @ np.clip(np.array(SIGHT[sight]) @ linear(colour), 0, 1) / WHITE
    f = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2."""
    light = sorted(float(TO_XYZ[1] @ linear(colour)) + 0.05 for colour in (one, other))
    return light[1] / light[0]


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("palette", [(OWN, AIM), (BETTER, WORSE, SAME)], ids=["lines", "cells"])
def test_colours_that_mean_something_are_told_apart_by_everybody(palette: tuple[str, ...], sight: str):
    """Any two colours of a picture stay ten units of CIELAB apart, four times what can just be seen, however one sees colours."""
    for one, other in combinations(palette, 2):
        assert np.linalg.norm(lab(one, sight) - lab(other, sight)) > 10, (one, other)


@pytest.mark.parametrize("ground", ["white", BETTER, WORSE, SAME, WASH])
def test_text_can_be_read_on_every_ground(ground: str):
    """Letters have a contrast of 4.5 at least (WCAG 2, AA)."""
    assert contrast(INK, ground) >= 4.5


@pytest.mark.parametrize("line", [OWN, AIM, SOFT])
def test_lines_and_coloured_words_can_be_seen_on_white(line: str):
    """They carry labels, too, so they are held to the contrast of text."""
    assert contrast(line, "white") >= 4.5
