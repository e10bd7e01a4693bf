"""`peerbench pack`: the whole record of an assessment in one archive, which verifies on another machine."""

from pathlib import Path
from typing import Annotated

import typer

from cli import common
from cli.common import AsOf, Audience, EvidencePath, ForAudience, Force, Quiet, Rules, Set
from cli.files import write_out, write_whole
from cli.record import Role, record


def pack(
    evidence: EvidencePath,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.zip", help="The archive to write.", show_default=False)],
    audience: ForAudience = Audience.public,
    rules: Rules = None,
    settings: Set = None,
    as_of: AsOf = None,
    final: Annotated[bool, typer.Option("--final", help="With the final assessment: refused while anything keeps it from being final.")] = False,
    role: Role = "team",
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Put evidence, rulebooks, assessment, decisions, replies and journal into one archive, at the chosen audience."""
    from cli.redact import secret
    from engine.assess import Options, assess
    from engine.home import folder_of, usual
    from engine.record.journal import read_journal, sha256
    from engine.record.pack import PACKED, Material
    from engine.record.pack import pack as packed

    known, _ = common.read_set(evidence, audience.value, set_aside=False)
    names = rules or list(usual())
    books, plan = common.load_rules(names, common.overrides(settings or []))
    made = assess(plan, books, known, Options(audience=audience.value, matcher="direct", as_of=common.day(as_of), final=final))
    if final:
        from cli.assess import check_final

        check_final(made, known, evidence)
    key = secret(evidence.parent, role)
    folders = [folder_of(name) for name in _all(names)]
    material = Material(known, evidence, folders, settings or (), read_journal(evidence.parent), key)
    content = packed(material, made, plan, books)
    write_whole(out, content, force=force)
    record(evidence, PACKED, written=[out], books=books, audience=audience.value, result=made.content_hash, role=role, keep=True)
    if not quiet:
        write_out(f"Written: {out}, for the {audience}. Its hash is {sha256(content)[:12]}; check it anywhere with: peerbench verify {out.name}\n")


def _all(names: list[str]) -> list[str]:
    from engine.home import installed

    return list(installed()) if "all" in names else list(dict.fromkeys(names))
