"""Zip files that programs for offices make, without the hour at which they made them."""

import io
import zipfile
from collections.abc import Callable

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def _as_it_is(_name: str, content: bytes) -> bytes:
    return content


def same_bytes(made: bytes, change: Callable[[str, bytes], bytes] = _as_it_is) -> bytes:
    """A zip file again, so that the same content gives the same bytes. `change` makes each part anew, from its name and content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for entry in parts.infolist():
            part = zipfile.ZipInfo(entry.filename, _EPOCH)
            part.create_system = _UNIX  # or else it would be that of the machine
            again.writestr(part, change(entry.filename, parts.read(entry)), zipfile.ZIP_DEFLATED)
    return out.getvalue()
