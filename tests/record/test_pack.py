"""An archive holds the whole record at the chosen audience, verifies elsewhere, and is read with suspicion."""

import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.assess import Options, assess
from engine.record import archive as archives
from engine.record.archive import MANIFEST, Manifest, archive, opened
from engine.record.check import check
from engine.record.journal import sha256
from engine.record.pack import Material, pack
from engine.record.shared import shared
from evidence.audience import Audience
from evidence.problems import BadInput
from evidence.read import read_evidence
from evidence.write import to_yaml
from tests.record.conftest import RULES, Told
from tests.strategies import RULES as BOOKS
from tests.strategies import evidence, real

SECRETS = ("Interview 12", "nobody asked us", "chair of planning", "A long note", "2009-06-10", "heard-again", '"heard": {')
AUDIENCES: tuple[Audience, ...] = ("team", "authority", "public")


@pytest.fixture
def packed(folder: Path, told: Told) -> Callable[[str], Path]:
    """Pack the record for an audience, in a folder of its own."""

    def packed(audience: str, *more: object) -> Path:
        (away := folder.parent / "away").mkdir(exist_ok=True)
        told("pack", folder / "evidence.yaml", *RULES, "--audience", audience, "--out", away / f"{audience}.zip", *more)
        return away / f"{audience}.zip"

    return packed


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_pack_verifies_where_nothing_else_is(audience: str, packed: Callable[..., Path], told: Told) -> None:
    """Its own rulebooks and evidence are enough, settings included."""
    ran = told("verify", packed(audience))
    assert f"for the {audience}" in ran.out
    assert "come out the same" in ran.out


def test_parameters_that_were_set_go_with_it(folder: Path, told: Told) -> None:
    """An assessment under another figure verifies under that figure."""
    out = folder / "set.zip"
    told("pack", folder / "evidence.yaml", "--rules", "intervention-ladder", "--set", "coasting.periods=5 periods", "--audience", "team", "--out", out)
    assert json.loads(zipfile.ZipFile(out).read(MANIFEST))["settings"] == ["coasting.periods=5 periods"]
    told("verify", out)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=evidence(real("intervention-ladder")[1]), audience=st.sampled_from(AUDIENCES))
def test_whatever_is_packed_verifies(known, audience, tmp_path: Path) -> None:
    """Of any evidence and for any audience; the team opens all its stubs, and with one word changed no longer that one."""
    books, plan = real("intervention-ladder")
    (file := tmp_path / "e.yaml").write_text(to_yaml(known), encoding="utf-8")
    made = assess(plan, books, known, Options(audience=audience, matcher="direct"))
    material = Material(known, file, [BOOKS / "intervention-ladder"], (), b"", "0" * 64)
    (out := tmp_path / "p.zip").write_bytes(pack(material, made, plan, books))
    assert out.read_bytes() == pack(material, made, plan, books)
    manifest, files = opened(out)
    assert check(manifest, files, {}, (known, "0" * 64)).differences == ()
    hidden = [i for i, stub in enumerate(shared(known, audience, "")[1]) if audience != "team"]
    if hidden:
        other = known.model_copy(update={"items": tuple(item.model_copy(update={"note": "Another."}) for item in known.items)})
        assert len(check(manifest, files, {}, (other, "0" * 64)).differences) == len(hidden)
        assert len(check(manifest, files, {}, (known, "1" * 64)).differences) == len(hidden)


def test_packing_again_gives_the_same_bytes(packed: Callable[..., Path]) -> None:
    """The journal's lines about packing are no part of the record."""
    first = packed("public").read_bytes()
    assert packed("public", "--force").read_bytes() == first


@pytest.mark.parametrize("audience", ["authority", "public"])
def test_others_read_nothing_that_was_said_in_confidence(audience: str, packed: Callable[..., Path]) -> None:
    """No name, word, role, day or id of a protected item is anywhere in the archive, nor who spoke of an open one; the open words are there."""
    with zipfile.ZipFile(packed(audience)) as zipped:
        parts = {name: zipped.read(name).decode() for name in zipped.namelist() if not name.startswith("rulebooks/")}
    whole = "".join(parts.values())
    assert [secret for secret in (*SECRETS, "Interview 31") if secret in whole] == []
    assert "It is quick now." in parts["evidence.yaml"]
    assert [stub["source"] for stub in json.loads(parts["stubs.json"])] == ["people", "people"]
    assert "salt" not in parts["journal.jsonl"]


def test_the_team_opens_the_stubs(folder: Path, packed: Callable[..., Path], told: Told) -> None:
    """Against the evidence that is still there they fit; when a word of it is another, the stub is named."""
    path, evidence = packed("public"), folder / "evidence.yaml"
    assert "All 2 stubs fit" in told("verify", path, evidence).out
    evidence.write_text(evidence.read_text().replace("nobody asked us", "everybody asked us"))
    assert "was changed" in told("verify", path, evidence, code=3).out
    (folder / "journal.jsonl").unlink()
    assert "no journal beside it" in told("verify", path, evidence, code=2).err


def test_what_was_changed_in_an_archive_is_named(folder: Path, packed: Callable[..., Path], told: Told) -> None:
    """A file that is another, that is gone, or that was put in is named, each with its name."""
    path = packed("team")
    with zipfile.ZipFile(path) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    parts["evidence.yaml"] = parts["evidence.yaml"].replace(b"Testborough", b"Westborough")
    del parts["journal.jsonl"]
    parts["more.txt"] = b"?"
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    err = told("verify", path, code=2).err
    for name, what in (("evidence.yaml", "it was changed"), ("journal.jsonl", "the manifest names it"), ("more.txt", "it is in the archive")):
        assert f"{name}: {what}" in err


def remade(path: Path, change: Callable[[dict[str, bytes]], None], **words: object) -> Path:
    """The archive with parts changed, and a manifest that fits them."""
    manifest, files = opened(path)
    change(files)
    told = manifest.model_dump(by_alias=True) | {"files": {name: sha256(content) for name, content in files.items()}, **words}
    path.write_bytes(archive(Manifest.model_validate(told), files))
    return path


def _put(name: str, before: bytes, after: bytes) -> Callable[[dict[str, bytes]], None]:
    def put(files: dict[str, bytes]) -> None:
        assert before in files[name]
        files[name] = files[name].replace(before, after)

    return put


@pytest.mark.parametrize(
    ("audience", "change", "words", "says"),
    [
        ("team", _put("evidence.yaml", b"status: adopted", b"status: draft"), {}, "grade of"),
        ("public", _put("evidence.yaml", b"It is quick now.", b"It is slow now."), {}, "evidence told: the assessment shows it otherwise"),
        ("public", _put("evidence.yaml", b"id: told", b"id: said"), {}, "evidence told: the assessment shows it, and the record does not hold it"),
        ("public", _put("stubs.json", b'"statement"', b'"event"'), {}, "by different kinds"),
        ("public", _put("journal.jsonl", b'"did":"begin"', b'"did":"other"'), {}, "journal: line 1 was changed"),
        ("public", _put("rulebooks/corporate-peer-review/book.yaml", b"# ", b"#  "), {}, "it is not the one that the assessment was made with"),
        ("public", lambda _: None, {"audience": "authority"}, "the assessment was made for the public"),
        ("public", lambda _: None, {"as_of": "2009-01-01"}, "of another authority or day"),
        ("public", lambda _: None, {"again": ["cpr.2.3.systems.4", "none"]}, "grade of none: it does not come out again"),
    ],
)  # fmt: skip
def test_parts_that_do_not_belong_together_are_named(audience, change, words, says, packed, told: Told) -> None:
    """Even where somebody made the hashes fit, what was changed shows in what it leads to."""
    assert says in told("verify", remade(packed(audience), change, **words), code=3).out


def test_figures_from_tables_go_with_the_record(folder: Path, told: Told) -> None:
    """Evidence that takes figures from other files is packed whole; an archive that reaches for files beside it is refused."""
    (folder / "t.csv").write_text("Council,Type,Indicator,Year,Figure\nTestborough,Unitary,Bins,2008/09,112\n")
    mapping = "columns: {authority: Council, type: Type, measure: Indicator, period: Year, value: Figure}\n"
    words = "words: {type: {Unitary: unitary}, measure: {Bins: {measure: missed-collections, better: lower}}}\nalways: {source: data}\nperiods_end: 03-31\n"
    (folder / "m.yaml").write_text(mapping + words)
    with (folder / "evidence.yaml").open("a", encoding="utf-8") as file:
        file.write("tables: [{file: t.csv, mapping: m.yaml}]\n")
    path = folder / "t.zip"
    told("pack", folder / "evidence.yaml", *RULES, "--audience", "team", "--out", path)
    with zipfile.ZipFile(path) as zipped:
        assert "missed-collections" in zipped.read("evidence.yaml").decode()
    told("verify", path)
    remade(path, _put("evidence.yaml", b"items:", b"tables: [{file: ../x.csv, mapping: ../m.yaml}]\nitems:"))
    assert "files that are not in the record" in told("verify", path, code=2).err


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda files: files.pop("stubs.json"), "stubs.json: the record lacks it"),
        (_put("stubs.json", b"[", b"{"), "stubs.json: it cannot be read"),
        (_put("assessment.json", b'"content_hash": "', b'"content_hash": "0'), "assessment.json:1:1: it was changed after it was written"),
    ],
)
def test_a_part_that_cannot_be_read_is_refused(change, says, packed, told: Told) -> None:
    """In plain words, by its name in the archive."""
    assert says in told("verify", remade(packed("public"), change), code=2).err


def made(path: Path, *parts: tuple[str, bytes], **how: int) -> Path:
    """An archive of these parts."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", **how) as zipped:
        warnings.simplefilter("ignore")
        for name, content in parts:
            zipped.writestr(name, content)
    return path


NAMES = ("../out", "/etc/passwd", "a/../../b", "C:/x", "a\\..\\b", "a/./b", "", "dir/", ".hidden", "a/ ", "con\0x", "x" * 3 + "/..")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    """Nothing is unpacked."""
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = name
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as zipped:
        zipped.writestr(entry, b"")
    with pytest.raises(BadInput, match=r"could lead out of its folder|damaged"):
        opened(tmp_path / "x.zip")


def test_hostile_archives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there twice, in whatever letters; what unpacks without end; too many files; links; no archive at all; no manifest; an odd one."""

    def refused(path: Path, says: str) -> None:
        with pytest.raises(BadInput, match=says):
            opened(path)

    path = tmp_path / "x.zip"
    refused(path, "no such file")
    refused(made(path, ("a", b""), ("A", b"")), "twice")
    refused(made(path, ("a", b"")), "no MANIFEST.json")
    refused(made(path, (MANIFEST, b"[")), "cannot be read at its JSON")
    refused(made(path, (MANIFEST, b'{"schema": "other/1"}')), "cannot be read at schema")
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr(link, b"/etc/passwd")
    refused(path, "no plain file")
    path.write_bytes(b"PK\3\4 and no more")
    refused(path, "damaged")
    monkeypatch.setattr(archives, "MAX_PART", 1000)
    refused(made(path, ("a", b"0" * 2000), compression=zipfile.ZIP_DEFLATED), "unpacks to more")
    monkeypatch.setattr(archives, "MAX_ALL", 1500)
    refused(made(path, ("a", b"0" * 900), ("b", b"0" * 900), compression=zipfile.ZIP_DEFLATED), "unpacks to more")
    monkeypatch.setattr(archives, "MAX_PARTS", 1)
    refused(made(path, ("a", b""), ("b", b"")), "it holds 2 files")


def test_a_final_record_needs_a_final_assessment(folder: Path, told: Told) -> None:
    """While a comment of the council has no outcome, --final is refused and no archive is written."""
    with (folder / "evidence.yaml").open("a", encoding="utf-8") as file:
        file.write("representations:\n- {id: c1, about: general, kind: other, text: Late., by: The council, date: 2009-06-29}\n")
    ran = told("pack", folder / "evidence.yaml", *RULES, "--audience", "team", "--final", "--out", folder / "f.zip", code=2)
    assert "the comment c1 on general has no outcome" in ran.err
    assert not (folder / "f.zip").exists()


def test_the_names_of_parts_are_those_of_the_audience(folder: Path) -> None:
    """Comments name their items as others know them, and a team's scores stay behind."""
    known, _ = read_evidence(folder / "evidence.yaml")
    comment = {"id": "c1", "about": "f-1", "kind": "error", "text": "No.", "by": "The council", "date": "2009-07-01", "items": ["heard", "told"]}
    more = {
        "representations": [comment],
        "scores": [{"criterion": "cpr.2.3.systems.4", "grade": 2, "by": "Reviewer A", "reason": "Interview 12 said so.", "date": "2009-06-20"}],
    }
    known = known.model_validate({**known.model_dump(by_alias=True, exclude_defaults=True), **more})
    told_, stubs = shared(known, "public", "key")
    assert told_.scores == ()
    (shown,) = told_.representations
    assert shown.items[1] == "told"
    assert shown.items[0] in {stub.id for stub in stubs}
