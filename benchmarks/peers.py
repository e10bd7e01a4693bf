"""Others on the same work, each as its own documentation has it used, with nothing of Peerbench. Run by `beside.py`.

    python peers.py duckdb truths|grades EVIDENCE.parquet RULES OUT.parquet
    python peers.py zen FACTS.jsonl RULES OUT.jsonl
    python peers.py durable FACTS.jsonl RULES OUT.jsonl SECONDS

RULES is a folder with tests.json and criteria.json. DuckDB reads and derives; the two others are given the facts of an authority a line,
derived already. Each prints a line of JSON: what it did of, in how many seconds, and of how many seconds of processor time.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

SQL = Path(__file__).parent / "duckdb"


class Watch:
    """Counts authorities and adds up the time of what is to be measured."""

    def __init__(self) -> None:
        self.authorities, self.seconds, self.processor = 0, 0.0, 0.0

    @contextmanager
    def on(self, authorities: int) -> Iterator[None]:
        """The time of so many authorities."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds += time.perf_counter() - wall
        self.processor += time.process_time() - cpu
        self.authorities += authorities


def duckdb_sql(what: str, evidence: str, rules: str, out: str) -> Watch:
    """The truths or the grades by SQL, from Parquet to Parquet."""
    import duckdb

    watch = Watch()
    with watch.on(0), duckdb.connect() as db:
        for name, path in {"evidence": evidence, "tests": f"{rules}/tests.json", "criteria": f"{rules}/criteria.json"}.items():
            db.execute(f"set variable {name} = '{path}'")
        for step in ("facts", what):
            db.execute((SQL / f"{step}.sql").read_text(encoding="utf-8"))
        db.execute(f"copy (from answer) to '{out}' (format parquet)")
        (watch.authorities,) = db.execute("select count(*) from heads").fetchone()
    return watch


def zen_rules(facts: str, rules: str, out: str) -> Watch:
    """The truths by expressions of ZEN, an authority at a time."""
    import zen

    ends = [{"id": end, "type": f"{end}putNode", "name": end, "position": {"x": 0, "y": 0}} for end in ("in", "out")]
    content = {"expressions": [_expression(a) for a in _lines(f"{rules}/tests.json")]}
    nodes = [*ends, {"id": "tests", "type": "expressionNode", "name": "tests", "position": {"x": 0, "y": 0}, "content": content}]
    edges = [{"id": "a", "sourceId": "in", "targetId": "tests", "type": "edge"}, {"id": "b", "sourceId": "tests", "targetId": "out", "type": "edge"}]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    given = list(_lines(facts))
    decision.evaluate(given[0])
    watch = Watch()
    with watch.on(len(given)):
        found = [decision.evaluate(one)["result"] for one in given]
    _write(out, [{k[1:]: int(v) for k, v in one.items() if k.startswith("t") and v} for one in found])
    return watch


def _expression(a: dict) -> dict:
    fact = f"{a['kind'][0]}{a['criterion']}"
    young = f"{fact}.age <= {a['age']}" if a["age"] is not None else "true"
    stated, holds = {
        "document": (f"{fact}.status != null", f"{fact}.status >= 3"),
        "event": (f"{fact}.result != null", f"{fact}.result == '{a['word']}'"),
        "least": (f"{fact}.value != null", f"{fact}.value >= {a['bound']}"),
        "target": (f"{fact}.target_met != null", f"{fact}.target_met == 1"),
        "worse": (f"{fact}.periods >= 3", f"{fact}.falls >= 2"),
    }[a["shape"]]
    return {"id": f"t{a['test']}", "key": f"t{a['test']}", "value": f"{fact} == null ? 0 : (({young}) and ({stated}) ? (({holds}) ? 1 : -1) : 0)"}


def durable_rules(facts: str, rules: str, out: str, seconds: str) -> Watch:
    """The truths by rules of durable-rules, a session for each authority; again from the first, until so many seconds are over."""
    from durable import engine

    class Host(engine.Host):
        def _run(self) -> None:
            """Start no dispatcher threads: they touch sessions that are gone, and end the process."""

    found: dict[str, int] = {}

    def action(test: str, truth: int):
        return lambda _context: found.__setitem__(test, truth)

    told = {"commit": {"all": [{"m": {"kind": "commit"}}], "run": lambda _context: None}}
    for a in _lines(f"{rules}/tests.json"):
        holds, fails = _conditions(a)
        for truth, words in ((1, holds), (-1, fails)):
            told[f"{a['test']}/{truth}"] = {"all": [{"m": {"$and": [*_path(a["kind"], a["criterion"]), *words]}}], "run": action(str(a["test"]), truth)}
    host = Host()
    host.set_rulesets({"tests": told})
    answers, watch = [], Watch()
    for sid, one in enumerate(cycle(_lines(facts))):
        given = [{"id": name, "sid": str(sid), **_joined(name), **said} for name, said in one.items()]
        found.clear()
        with watch.on(1):
            # It says so where a fact of a batch matches nothing, and runs what does with the next fact.
            with suppress(engine.MessageNotHandledException):
                host.assert_facts("tests", given)
            host.assert_fact("tests", {"id": "commit", "sid": str(sid), "kind": "commit"})
            host.delete_state("tests", str(sid))
        answers.append(dict(found))
        if watch.seconds > float(seconds):
            break
    _write(out, answers)
    return watch


_KINDS = {"d": "document", "m": "measure", "e": "event"}


def _joined(name: str) -> dict[str, str]:
    return {word: value for condition in _path(_KINDS[name[0]], int(name[1:])) for word, value in condition.items()}


def _path(kind: str, criterion: int) -> list[dict[str, str]]:
    """Where a fact belongs, from the widest: so the network has few branches at each place, and no more than its core bears."""
    return [{"kind": kind}, {"element": f"e{criterion // 50}"}, {"heading": f"h{criterion // 10}"}, {"key": f"k{criterion}"}]


def _conditions(a: dict) -> tuple[list[dict], list[dict]]:
    """When a test holds and when it fails; else it is unknown."""
    young = [{"$lte": {"age": a["age"]}}] if a["age"] is not None else []
    holds, fails = {
        "document": ({"$gte": {"status": 3}}, {"$lt": {"status": 3}}),
        "event": ({"result": a["word"]}, {"$neq": {"result": a["word"]}}),
        "least": ({"$gte": {"value": a["bound"]}}, {"$lt": {"value": a["bound"]}}),
        "target": ({"target_met": 1}, {"target_met": 0}),
        "worse": ({"$gte": {"falls": 2}}, {"$lt": {"falls": 2}}),
    }[a["shape"]]
    long = [{"$gte": {"periods": 3}}] if a["shape"] == "worse" else []
    return [*young, *long, holds], [*young, *long, fails]


def _lines(path: str) -> Iterator[dict]:
    with Path(path).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _write(path: str, answers: list[dict]) -> None:
    Path(path).write_text("\n".join(map(json.dumps, answers)), encoding="utf-8")


if __name__ == "__main__":
    done = {"duckdb": duckdb_sql, "zen": zen_rules, "durable": durable_rules}[sys.argv[1]](*sys.argv[2:])
    print(json.dumps(vars(done)))
