"""Text as an office document can hold it, and what such a document says of itself."""

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.opc.coreprops import CoreProperties as WordProperties
    from pptx.parts.coreprops import CorePropertiesPart as SlideProperties

    from engine.assessment import Assessment

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text without what XML cannot hold; where something was, a replacement character stands."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def describe(properties: "WordProperties | SlideProperties", a: "Assessment", title: str) -> None:
    """What a document says of itself: its title and language, and the day of the assessment instead of the machine's."""
    day = dt.datetime.combine(a.as_of, dt.time())
    properties.title, properties.subject, properties.author, properties.last_modified_by = clean(title)[:255], "Assessment", "Peerbench", "Peerbench"
    properties.language, properties.keywords, properties.comments = "en-GB", "", ""
    properties.created = properties.modified = day
    properties.revision = 1
