"""The worker process seen from outside: started, asked, waited for no longer than a deadline, and lost without harm."""

import importlib.metadata
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from engine.matching import durable_worker

MOST_ANSWERED = 1 << 26
"""Bytes of one answer; a worker that writes without end is not read for ever."""


class Unavailable(Exception):
    """durable-rules gave no matches; the text is a sentence that says why."""


class Lost(Unavailable):
    """The worker crashed, hung or went wrong; another might not."""


def version() -> str | None:
    """durable-rules and its version, as a run records it, without importing it; None where it is not installed."""
    try:
        return f"durable-rules {importlib.metadata.version('durable-rules')}"
    except importlib.metadata.PackageNotFoundError:
        return None


class Process:
    """A worker process. `command` stands in for the worker in tests."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """Start it. Raises Unavailable where it cannot be."""
        if command is None:
            if version() is None:
                raise Unavailable("durable-rules is not installed (it needs a C compiler to install, and does not on Windows)")
            # The file is named, not the module: it is found whatever the path, and -P keeps the user's folder out of that.
            command = (sys.executable, "-P", "-W", "ignore", str(Path(durable_worker.__file__)))
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 (our own file)
        except OSError as error:
            raise Unavailable(f"durable-rules' worker process could not be started: {error.strerror}") from error
        self._answer: _Answer | None = None

    def ask(self, message: Mapping[str, Any], deadline: float) -> None:
        """Send a message, in the background. At most one is under way."""
        # The worker's own alarm comes after the deadline here; it matters when this process is no more.
        self._answer = _Answer(self._process, {**message, "seconds": deadline + 1}, deadline)

    def answer(self) -> Mapping[str, Any]:
        """The answer to what was asked. Raises Lost where there is none by the deadline, or not one that can be read."""
        assert self._answer
        line = self._answer.line()
        if line is None:
            raise Lost(f"durable-rules gave no answer within {self._answer.deadline:g} seconds")
        if not line:
            raise Lost(f"durable-rules {self._end()}")
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise Lost("durable-rules gave a garbled answer")
        if fault := answer.get("fault"):
            reason = str(answer.get("reason"))[:200]
            raise Unavailable(f"durable-rules could not be imported: {reason}") if fault == "imported" else Lost(f"durable-rules reported an error: {reason}")
        return answer

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        if self._answer:
            self._answer.ended()
        for pipe in (self._process.stdin, self._process.stdout):
            _close(pipe)

    def _end(self) -> str:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "stopped answering"
        if code >= 0:
            return f"ended without an answer, with exit code {code}"
        known = {s.value: f" ({s.name})" for s in signal.Signals}
        return f"crashed with signal {-code}{known.get(-code, '')}"


class _Answer:
    """The answer to one message, sent and awaited by a thread of its own: a worker that hangs reads nothing either."""

    def __init__(self, process: "subprocess.Popen[bytes]", message: Mapping[str, Any], deadline: float) -> None:
        self.deadline = deadline
        self._until = time.monotonic() + deadline
        self._line = b""
        self._thread = threading.Thread(target=self._exchange, args=(process, message), daemon=True)
        self._thread.start()

    def line(self) -> bytes | None:
        """The line answered, empty where the worker is gone; None where there is none by the deadline."""
        self._thread.join(max(self._until - time.monotonic(), 0))
        return None if self._thread.is_alive() else self._line

    def ended(self) -> None:
        """Wait for the thread, when the worker has ended."""
        self._thread.join(1)

    def _exchange(self, process: "subprocess.Popen[bytes]", message: Mapping[str, Any]) -> None:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
            process.stdin.flush()
            self._line = process.stdout.readline(MOST_ANSWERED)
        except (OSError, ValueError):
            # The pipe is broken or closed: no line says so.
            self._line = b""


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except OSError:
        # What was still to be written has no reader any more.
        pass
