"""The figures in a Word report: how far the targets are, the figures over the years, and what to look at first."""

from cli.documents.paper import Paper, Soft
from cli.pictures.figures import Figures
from cli.pictures.picture import Picture

_WIDE, _HIGH = 9.0, 20.0
"""In centimetres: so wide that the letters are those of a caption, and no higher than a page with its own."""


def figures(paper: Paper, shown: Figures | None) -> None:
    """The chapter on figures; nothing where there are none to show."""
    if shown is None:
        return
    paper.heading("Figures", 1, new_page=True)
    paper.paragraph(shown.intro)
    if shown.lacking:
        paper.paragraph(Soft(shown.lacking))
    for picture in shown.overview:
        _picture(paper, picture)
    if shown.measures:
        paper.heading("To look at first", 2)
    for measure in shown.measures:
        paper.heading(measure.title, 3)
        paper.paragraph(" ".join(measure.says), keep=bool(measure.pictures))
        for picture in measure.pictures:
            _picture(paper, picture)


def _picture(paper: Paper, picture: Picture) -> None:
    wide, high = picture.size
    paper.picture(picture.png, picture.title, picture.alt, min(_WIDE, _HIGH * wide / high))
