"""The browser that is there already: Edge on Windows, Chrome or Chromium elsewhere. It prints a page to PDF, offline and unseen."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from evidence.problems import BadInput, Place, Problem, RunFailed

ASKED = "PEERBENCH_BROWSER"
"""The variable of the environment that names another browser."""

_ON_PATH = ("msedge", "microsoft-edge", "microsoft-edge-stable", "google-chrome", "google-chrome-stable", "chrome", "chromium", "chromium-browser")
_WINDOWS_ROOTS = ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")
_WINDOWS = (r"Microsoft\Edge\Application\msedge.exe", r"Google\Chrome\Application\chrome.exe", r"Chromium\Application\chrome.exe")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    # The page asks for nothing, and nothing can be asked for.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
_PATIENCE = 300


def usual_places(platform: str, environment: Mapping[str, str]) -> Iterator[PurePath]:
    """Where a browser is installed on a platform, as `sys.platform` names it; the first that is there is taken."""
    if platform == "win32":
        for program in _WINDOWS:
            for root in _WINDOWS_ROOTS:
                if environment.get(root):
                    yield PureWindowsPath(environment[root], program)
    elif platform == "darwin":
        yield from map(PurePosixPath, _MAC)


def find_browser() -> Path:
    """The browser to print with. Raises BadInput where there is none."""
    asked = os.environ.get(ASKED)
    if asked:
        if Path(asked).is_file():
            return Path(asked)
        raise BadInput([Problem(Place(ASKED), f"there is no browser at {asked}", "give the full path of Edge, Chrome or Chromium")])
    for place in map(Path, usual_places(sys.platform, os.environ)):
        if place.is_file():
            return place
    for name in _ON_PATH:
        if found := shutil.which(name):
            return Path(found)
    what = "a PDF is printed by Edge, Chrome or Chromium, and none was found in its usual places"
    mend = f"install one, or set {ASKED} to its full path; --format html or docx needs none"
    raise BadInput([Problem(Place("--format pdf"), what, mend)])


def print_page(html: str) -> bytes:
    """A page of HTML as PDF. Raises BadInput without a browser, RunFailed where it does not print."""
    browser = find_browser()
    # The folder may still be in use by the browser's helpers for a moment after it ended.
    with tempfile.TemporaryDirectory(prefix="peerbench-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, encoding="utf-8", newline="\n")
        own = [f"--user-data-dir={Path(folder, 'profile')}", f"--print-to-pdf={printed}"]
        root = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
        command = [str(browser), *_OPTIONS, *root, *own, page.as_uri()]
        try:
            subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_PATIENCE)  # noqa: S603 - no shell
        except subprocess.TimeoutExpired:
            raise RunFailed(f"{browser}: it had not printed the report after {_PATIENCE} seconds: close other programs and run it again") from None
        except OSError as error:
            raise RunFailed(f"{browser}: it cannot be started ({error.strerror}): set {ASKED} to another browser") from None
        if not printed.is_file() or not printed.stat().st_size:
            raise RunFailed(f"{browser}: it did not print the report: open it once by hand, or set {ASKED} to another browser")
        return printed.read_bytes()
