"""A council's own Word template, filled in. A wrong placeholder is refused before anything is written."""

import io
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from cli.documents import pictures
from cli.documents.pictures import Picture
from cli.documents.placeholders import LISTS, SINGLE, filled
from cli.report.page import Page
from evidence.problems import BadInput, Place, Problem, nearest
from evidence.zipped import same_bytes

_LARGEST = 64 * 1024 * 1024


def fill(page: Page, template: Path) -> bytes:
    """The template with its placeholders filled in. Raises BadInput with everything wrong in it."""
    draft = _opened(template)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    _check(draft, environment, template)
    _mark(draft.docx, page)
    shown: dict[str, object] = dict(filled(page))
    shown["grades_picture"] = _Shown(draft, pictures.grades(page.maps[0]), 16) if page.maps else ""
    shown["ladder_picture"] = _Shown(draft, pictures.rungs(page), 10) if page.ladder else ""
    try:
        draft.render(shown, environment, autoescape=True)
    except TemplateError as error:
        raise _refuse(template, f"a placeholder is not understood ({error})", "see docs/reports.md for what stands for what") from None
    except (XMLSyntaxError, ValueError, TypeError, AttributeError):
        raise _refuse(template, "a placeholder stands where it cannot", "give each `{%p … %}` and each `{%tr … %}` a paragraph or row of its own") from None
    out = io.BytesIO()
    draft.save(out)
    return same_bytes(out.getvalue())


def _mark(template: Document, page: Page) -> None:
    """What a report that is not to be used as it is carries at the head of every page, whatever the template has there."""
    if not page.mark:
        return
    for n, section in enumerate(template.sections):
        heads = [section.header]
        heads += [section.first_page_header] if section.different_first_page_header_footer else []
        heads += [section.even_page_header] if template.settings.odd_and_even_pages_header_footer else []
        for head in heads:
            if n == 0 or not head.is_linked_to_previous:
                first = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
                first.insert_paragraph_before().add_run(page.mark).bold = True


class _Shown(InlineImage):  # type: ignore[misc]  # docxtpl has no types
    """A picture in a template, with a text for those who do not see it."""

    def __init__(self, draft: DocxTemplate, picture: Picture, width: float) -> None:
        super().__init__(draft, io.BytesIO(picture.png), width=Cm(width))
        self._told = picture.told

    def _insert_image(self) -> str:
        drawn: str = super()._insert_image()
        return drawn.replace("<wp:docPr ", f'<wp:docPr descr="{escape(self._told)}" ', 1)


def _refuse(template: Path, what: str, mend: str) -> BadInput:
    return BadInput([Problem(Place(str(template)), what, mend)])


def _opened(template: Path) -> DocxTemplate:
    if not template.is_file():
        raise _refuse(template, "there is no such file", "check the name and the folder; `peerbench new template FILE.docx` writes one to start from")
    try:
        with zipfile.ZipFile(template) as parts:
            if sum(entry.file_size for entry in parts.infolist()) > _LARGEST:
                raise _refuse(template, "the template is too large", f"at most {_LARGEST // 1024 // 1024} MB are read, unpacked")
        draft = DocxTemplate(template)
        draft.init_docx()
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, XMLSyntaxError, OSError):
        raise _refuse(template, "this is no Word document that can be read", "save it again as a Word document (.docx), without macros") from None
    return draft


def _check(draft: DocxTemplate, environment: SandboxedEnvironment, template: Path) -> None:
    """Every placeholder must be one that there is."""
    problems = []
    for source in _sources(draft):
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as error:
            raise _refuse(
                template, f"a placeholder is not understood ({error})", "close what is opened: {{ name }}, {%p for f in strengths %} … {%p endfor %}"
            ) from None
        known = [*SINGLE, *LISTS]
        unknown = sorted(meta.find_undeclared_variables(tree) - set(known))
        wrong = [(f"there is no placeholder '{name}'", f"{_near(name, known)} (there are {', '.join(sorted(known))})") for name in unknown]
        problems += [Problem(Place(str(template)), what, mend) for what, mend in (*wrong, *_wrong_fields(tree))]
    if problems:
        raise BadInput(problems)


def _sources(draft: DocxTemplate) -> Iterator[str]:
    yield draft.patch_xml(draft.get_xml())
    for uri in (draft.HEADER_URI, draft.FOOTER_URI):
        for _, part in draft.get_headers_footers(uri):
            yield draft.patch_xml(draft.get_part_xml(part))


def _wrong_fields(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    """What is asked of the things in a list that they do not have."""
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name):
            fields = LISTS.get(loop.iter.name, ())
            for asked in loop.find_all(nodes.Getattr):
                if isinstance(asked.node, nodes.Name) and asked.node.name == loop.target.name and fields and asked.attr not in fields:
                    what = f"'{asked.node.name}.{asked.attr}' asks for what nothing in '{loop.iter.name}' has"
                    yield what, f"{_near(asked.attr, fields)} (there are {', '.join(fields)})"


def _near(word: str, known: list[str] | tuple[str, ...]) -> str:
    near = nearest(word, known)
    return near if near.startswith("did you mean") else "take one of those there are"
