"""`peerbench new`: a starter evidence set, rulebook or Word template that already works."""

import re
from pathlib import Path
from typing import Annotated

import typer

from cli import common
from cli.files import write_out, write_whole

new = common.group("new", "Start an evidence set, a rulebook, or a Word template.")

_EVIDENCE = """\
# An evidence set: what is known of an authority on a day. docs/evidence.md explains every word.
authority: {{name: {name}, type: {type}}}
as_of: {as_of}

items:
# A document, its status, what it includes.
- id: d1
  document: corporate-plan
  status: adopted
  date: {as_of}
  source: {{kind: document, title: Corporate plan, at: page 1}}

# What somebody said of a criterion, and how far it goes: absent, planned, partial, in_place, embedded.
# What people say in interviews is shown to the team alone.
- id: s1
  statement: cpr.2.3.systems.4
  extent: partial
  date: {as_of}
  source: {{kind: officers}}
  obtained: interview
  excerpt: In one or two sentences, what was said.

# A figure, its target and where its peers stand.
- id: m1
  measure: resident-satisfaction
  value: 61
  unit: per cent
  period: the last year
  target: 65
  date: {as_of}
  source: {{kind: data, title: Residents' survey}}

# Something that happened on a day; `denied: true` says that it was looked for, and not there.
- id: e1
  event: scrutiny-report
  date: {as_of}
  source: {{kind: document, title: Scrutiny minutes}}

# Lists that are complete: what is not in them is not there.
all_there_is: []
"""

_BOOK = """\
# yaml-language-server: $schema={schema}
book:
  id: {id}
  title: {title}
  version: 0.1.0
  about: What this benchmark looks at, and for whom.
  decides: Who decides what is done about the findings.
  sources:
    source: {{title: The document that this encodes, year: 2020, status: current}}
  scale:
    1: {{name: not in place}}
    2: {{name: in part}}
    3: {{name: in place}}
  strong_from: 3
  rubric:
    2: {{shown: partial}}
    3: {{shown: in_place, by: 2 kinds}}
vocabulary:
  document:
    plan: The plan that ought to be there
  measure:
    satisfaction: {{title: People satisfied, unit: per cent}}
groups:
- {{id: whole, title: The whole, level: whole, of: ["first.*"]}}
criteria:
- id: first.1
  title: There is a plan, and people are content with what comes of it
  cite: {{source: source, at: page 1}}
  looks_for: An adopted plan, and a survey in which most people say they are content.
  tests:
    plan: {{document: plan, status: adopted, shows: in_place}}
    content: {{measure: satisfaction, at_least: 70, shows: in_place}}
    discontent: {{measure: satisfaction, at_most: 30, shows_against: partial}}
  strength: The plan is adopted, and people are content.
  weakness: There is no plan that works for people.
  next: Adopt a plan, and ask people about it every year.
"""

_TESTS = """\
tests:
- name: A plan and content people are in place
  given:
    items:
    - {document: plan, status: adopted}
    - {measure: satisfaction, value: 75}
  expect:
    first.1: {grade: 3}
- name: Without evidence nothing is failed and nothing is passed
  given: {}
  expect:
    first.1: {grade: null, outcome: no_evidence}
"""


@new.command("evidence")
def evidence(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    name: Annotated[str, typer.Option("--for", help="The authority's name.")] = "Our council",
    type_: Annotated[str, typer.Option("--type", help="county, district, metropolitan, unitary, london, combined or other.")] = "unitary",
    as_of: Annotated[str, typer.Option("--as-of", help="The day for which the assessment is made.")] = "2009-06-30",
    force: common.Force = False,
) -> None:
    """Write a starter evidence set, with an example of each kind of item."""
    import json

    common.day(as_of)
    write_whole(file, _EVIDENCE.format(name=json.dumps(name, ensure_ascii=False), type=type_, as_of=as_of), force=force)
    write_out(f"Written: {file}. Fill it in, then: peerbench assess {file}\n")


@new.command("rulebook")
def rulebook(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    title: Annotated[str, typer.Option("--title", help="The benchmark's title.")] = "A new benchmark",
    force: common.Force = False,
) -> None:
    """Make a starter rulebook that lints and passes its tests."""
    import json

    from engine.home import home

    name = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")
    if not name:
        raise common.refuse(str(folder), "the folder's name gives the rulebook no id", "use small letters, figures and '-'")
    if folder.exists() and any(folder.iterdir()) and not force:
        raise common.refuse(str(folder), "the folder is there already, and not empty", "choose another, or add --force")
    (folder / "tests").mkdir(parents=True, exist_ok=True)
    schema = (home() / "rulebook.schema.json").resolve().as_uri()
    write_whole(folder / "book.yaml", _BOOK.format(id=name, title=json.dumps(title, ensure_ascii=False), schema=schema), force=force)
    write_whole(folder / "tests" / "first.yaml", _TESTS, force=force)
    write_out(f"Written: {folder}. Try: peerbench lint {folder}; peerbench test {folder}\n")


@new.command("template")
def template(
    file: Annotated[Path, typer.Argument(help="The Word file to write.")],
    force: common.Force = False,
) -> None:
    """Write a Word template with every kind of placeholder, to be changed to the style of the house."""
    from cli.documents.sample import sample_template

    write_whole(file, sample_template(), force=force)
    write_out(f"Written: {file}. Change it in Word, then: peerbench assess EVIDENCE --format docx --template {file} --out report.docx\n")
