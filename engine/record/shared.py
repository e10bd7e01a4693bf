"""What of an evidence set goes to an audience: open items without names, and a stub for everything else."""

import json

from engine.record.redact import keyed
from evidence.audience import Audience, View
from evidence.model import EvidenceSet, Item, Recorded, Value


class Stub(Value):
    """Protected evidence as others know it. Without the salt nobody can try out what it said; the team can open each by itself."""

    id: str
    kind: str
    source: str
    hash: str


def shared(evidence: EvidenceSet, audience: Audience, secret: str) -> tuple[EvidenceSet, tuple[Stub, ...]]:
    """The evidence set for others than the team, and the stubs of what they may not see, in the order of their ids.

    Assessors' scores, made for the team, and remarks on the whole stay behind.
    """
    view = View(evidence, audience)
    ids = {item.id for item in evidence.items}
    items = tuple(_open(item) for item in evidence.items if not view.protected(item.id))
    # Named one by one, so that whatever evidence may say one day stays with the team until somebody decides otherwise.
    told = EvidenceSet(
        authority=evidence.authority,
        as_of=evidence.as_of,
        title=evidence.title,
        items=items,
        all_there_is=evidence.all_there_is,
        not_applicable=evidence.not_applicable,
        targets=tuple(target for target in evidence.targets if view.subject(target.about) == target.about),
        decisions=tuple(d.model_copy(update={"matter": view.subject(d.matter), "made_on": None}) for d in evidence.decisions),
        representations=tuple(r.model_copy(update={"items": tuple(view.id(i) for i in r.items if i in ids)}) for r in evidence.representations),
    )
    stubs = [
        Stub(id=view.id(item.id), kind=item.kind, source=view.kind_of_source(item.id), hash=hash_of_stub(item, secret))
        for item in evidence.items
        if view.protected(item.id)
    ]
    return told, tuple(sorted(stubs, key=lambda stub: stub.id))


def _open(item: Item) -> Item:
    source = item.source.model_copy(update={"person": None, "role": None})
    return item.model_copy(update={"source": source, "recorded": Recorded()})


def hash_of_stub(item: Item, secret: str) -> str:
    """The hash that stands for an item: keyed with a salt of its own, which tells nothing of the others' salts."""
    salt = keyed(secret, "stub", item.id)
    content = json.dumps(item.model_dump(mode="json", by_alias=True, exclude_defaults=True), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return keyed(salt, content)
