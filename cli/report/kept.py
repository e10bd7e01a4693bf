"""Compiled templates, kept between runs beside the compiled rulebooks: to compile them takes longer than all else of a report."""

import hashlib
import tempfile
from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache
from platformdirs import user_cache_path


class KeptTemplates(BytecodeCache):
    """Templates by their text and by the code that they call. Whatever goes wrong with one that was kept, it is compiled again."""

    def __init__(self, *code: str) -> None:
        """`code` are the files of the functions that templates call: of constants, Jinja keeps what these make of them."""
        self._code = b"".join(Path(file).read_bytes() for file in code)
        self._folder = user_cache_path("peerbench")

    def get_source_checksum(self, source: str) -> str:
        """The hash of all that the compiled template depends on."""
        return hashlib.sha256(source.encode() + self._code).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was kept, if that is of this text and this Python."""
        with suppress(Exception), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the template, whole or not at all."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                bucket.write_bytecode(file)
            Path(file.name).replace(self._file(bucket))

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.template"
