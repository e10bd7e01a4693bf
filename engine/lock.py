"""One run at a time on an open file. The system lets go of the lock when a run ends, however it ends."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_FAR = 0x7FFFFFFF  # Windows locks bytes; one that no file of ours reaches stands for the whole


@contextmanager
def alone(file: int, patience: float = 0.0) -> Iterator[None]:
    """While nobody else holds the open file. Raises OSError (BlockingIOError, but on Windows) where somebody does for longer than so many seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            lock(file)
            break
        except OSError:
            if time.monotonic() >= until:
                raise
            time.sleep(0.01)
    try:
        yield
    finally:
        _unlock(file)


if sys.platform == "win32":
    import msvcrt

    def lock(file: int) -> None:
        """Hold a file, or raise OSError where somebody does."""
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _unlock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock(file: int) -> None:
        """Hold a file, or raise OSError where somebody does."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
