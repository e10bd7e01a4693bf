"""What is brought to Windows: the locked wheels, checked, and the files that install them."""

import importlib.machinery
import importlib.util
import os
import re
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
UV = ROOT / ".tools/uv/bin/uv"
BATCH = ("install.cmd", "uninstall.cmd")
PAGE = (ROOT / "docs/windows.md").read_text("utf-8")

with_uv = pytest.mark.skipif(not UV.is_file() and os.environ.get("CI") != "true", reason="uv is not in .tools; make sets it up")


def bundle() -> ModuleType:
    """The script that makes the zip."""
    loader = importlib.machinery.SourceFileLoader("windows_bundle", str(ROOT / ".ci/windows-bundle"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    made = importlib.util.module_from_spec(spec)
    loader.exec_module(made)
    return made


def wheel(folder: Path, name: str, version: str = "1.0", tag: str = "py3-none-any", requires: tuple[str, ...] = (), extra: str = "") -> Path:
    """A wheel with nothing in it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-{tag}.whl"
    needs = "".join(f"Requires-Dist: {r}\n" for r in requires)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extra}{needs}")
        made.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n")
        made.writestr(f"{info}/RECORD", "")
    return path


def resolved(tmp_path: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """What .ci/windows-wheels says of some requirements, from the wheels in a folder alone."""
    asked = tmp_path / "asked.txt"
    asked.write_text("\n".join(lines) + "\n", "utf-8")
    alone = {"UV_NO_INDEX": "1", "UV_FIND_LINKS": str(tmp_path / "wheels"), "UV_CACHE_DIR": str(tmp_path / "cache")}
    command = [str(ROOT / ".ci/windows-wheels"), "--requirements", str(asked), "--into", str(tmp_path / "into")]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **alone}, timeout=120, check=False)


@with_uv
def test_what_has_wheels_for_windows_resolves(tmp_path):
    """Pure wheels and those of Windows do, markers are judged for Windows and not for this machine."""
    wheel(tmp_path / "wheels", "pure")
    wheel(tmp_path / "wheels", "compiled", tag="cp311-abi3-win_amd64")
    done = resolved(tmp_path, "pure==1.0", "compiled==1.0", "elsewhere==9 ; sys_platform != 'win32'")
    assert done.returncode == 0, done.stderr
    for version in ("3.11", "3.12", "3.13"):
        assert (tmp_path / f"into/windows-{version}.txt").read_text("utf-8").split() == ["compiled==1.0", "pure==1.0"]


@with_uv
@pytest.mark.parametrize("tag", ["cp312-cp312-manylinux_2_17_x86_64", "cp311-abi3-win_arm64", "cp310-cp310-win_amd64"])
def test_what_has_no_wheel_for_windows_fails_and_is_named(tmp_path, tag):
    """A wheel of another system, processor or Python is none."""
    wheel(tmp_path / "wheels", "elsewhere", tag=tag)
    done = resolved(tmp_path, "elsewhere==1.0")
    assert done.returncode == 1
    assert "elsewhere" in done.stderr
    assert "not every package has a wheel" in done.stderr


@with_uv
def test_a_package_that_would_have_to_be_built_fails(tmp_path):
    """Sources alone are not enough, for a council has no compiler."""
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels/sources-1.0.tar.gz").write_bytes(b"not looked at")
    assert resolved(tmp_path, "sources==1.0").returncode == 1


@with_uv
def test_the_bundle_must_resolve_to_what_is_locked(tmp_path):
    """From its own wheels Windows gets the locked versions and nothing else; anything else stops the making."""
    made = bundle()
    wheels = tmp_path / "wheels"
    wheel(wheels, "peerbench", "0.1.0", requires=("needed", "more ; extra == 'all'", "colour ; sys_platform == 'win32'"), extra="Provides-Extra: all\n")
    for name in ("needed", "more", "colour"):
        wheel(wheels, name)
    made.check("3.12", wheels, {"needed==1.0", "more==1.0", "colour==1.0"}, tmp_path)
    with pytest.raises(SystemExit, match="would get"):
        made.check("3.12", wheels, {"needed==1.0", "more==2.0", "colour==1.0"}, tmp_path)
    wheel(wheels, "peerbench", "0.1.0", requires=("missing",))
    with pytest.raises(SystemExit, match="missing"):
        made.check("3.12", wheels, set(), tmp_path)


@pytest.fixture
def zipped(tmp_path: Path) -> zipfile.ZipFile:
    """The zip, with a made-up wheel."""
    wheel(tmp_path / "wheels", "needed")
    out = tmp_path / "dist/peerbench-windows.zip"
    bundle().pack(tmp_path / "wheels", out)
    return zipfile.ZipFile(out)


def test_the_zip_has_what_the_page_promises(zipped):
    """Everything is in one folder: how to install, to remove, to read, and the wheels."""
    names = set(zipped.namelist())
    assert {
        f"peerbench-windows/{name}" for name in ("install.cmd", "uninstall.cmd", "README.txt", "LICENSE.txt", "docs/windows.md", "docs/workbook.md")
    } <= names
    assert "peerbench-windows/wheels/needed-1.0-py3-none-any.whl" in names


def test_the_zip_is_the_same_every_time(tmp_path):
    """No day of the machine is in it."""
    wheel(tmp_path / "wheels", "needed")
    for name in ("a.zip", "b.zip"):
        bundle().pack(tmp_path / "wheels", tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize("name", [*BATCH, "README.txt"])
def test_texts_have_the_line_ends_of_windows(zipped, name):
    """Without them cmd loses its place at labels."""
    content = zipped.read(f"peerbench-windows/{name}")
    assert content.count(b"\n") == content.count(b"\r\n") > 10
    assert content.isascii()


def lines(name: str) -> list[str]:
    """The lines of a batch file that do something."""
    return [line for line in (ROOT / ".ci/windows" / name).read_text("utf-8").splitlines() if not line.startswith("rem ")]


@pytest.mark.parametrize("name", BATCH)
def test_every_label_is_there_and_used(name):
    """No jump goes nowhere, and nothing is never come to."""
    text = "\n".join(lines(name))
    there = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    gone_to = set(re.findall(r"(?:goto|call) :?(\w+)", text.replace('call "', 'run "')))
    assert gone_to <= there
    assert there - gone_to <= {"failed"} | gone_to


@pytest.mark.parametrize("name", BATCH)
def test_paths_with_blanks_are_held_together(name):
    """Whatever holds a path stands in quotes, and every quote is closed."""
    for line in lines(name):
        assert line.count('"') % 2 == 0, line
        if not line.startswith(("echo", "set ")):
            assert not re.search(r'(?<!["\w\\=])%(HERE|TARGET|APPS|LOCALAPPDATA|USERPROFILE|SHORT)%', line), line


def test_nothing_asks_for_an_administrator_or_the_network():
    """No program that needs either, no registry, no PATH, and pip without an index."""
    text = "\n".join(line for name in BATCH for line in lines(name)).lower()
    for word in ("setx", "reg add", "runas", "powershell", "curl", "http", "msiexec", "netsh", "programfiles"):
        assert word not in text, word
    assert "--no-index" in text
    assert "--only-binary :all:" in text


@pytest.mark.parametrize("name", BATCH)
def test_the_page_explains_every_message_of_a_failure(name):
    """The first line of each is in docs/windows.md."""
    text = (ROOT / ".ci/windows" / name).read_text("utf-8")
    failures = re.findall(r"^:(packed|nowhere|nopython|noenvironment|inuse|nopackages|norun|left)\necho (.*)$", text, re.MULTILINE)
    assert len(failures) == (7 if name == "install.cmd" else 1)
    for _, said in failures:
        assert re.split(r'"?%|:? "%', said)[0].rstrip(' "') in PAGE.replace("\\|", "|"), said
