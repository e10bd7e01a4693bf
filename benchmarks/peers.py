"""Others on the same work: a table of evidence in the long form to the truth of every test of every authority. Run by `sector.py`.

    python peers.py duckdb EVIDENCE.parquet TESTS.json TRUTHS.parquet
    python peers.py zen FACTS.jsonl TESTS.json TRUTHS.jsonl

Each prints the seconds that the work itself took. DuckDB reads, derives and tests; ZEN is given the facts derived already.
"""

import json
import sys
import time
from pathlib import Path


def duckdb_sql(evidence: str, tests: str, out: str) -> float:
    """The truths by SQL, from Parquet to Parquet."""
    import duckdb

    start = time.perf_counter()
    db = duckdb.connect()
    db.execute(f"create table asked as select * from read_json('{tests}')")
    # Months begun: whole months, and one more where days are over.
    db.execute("create macro months(a, b) as (year(b) - year(a)) * 12 + month(b) - month(a) + (day(b) > day(a))::int")
    db.execute(
        f"""
        create view items as
        select e.authority, e.kind, e.key, e.date, e.status, e.result, e.value::decimal(18, 3) as value, e.target::decimal(18, 3) as target, h.as_of
        from read_parquet('{evidence}') e
        join (select authority, as_of from read_parquet('{evidence}') where kind = 'authority') h using (authority)
        where e.kind in ('document', 'measure', 'event');
        create view latest as
        select authority, kind, key, as_of, max(date) as date, arg_max(value, date) as value, arg_max(target, date) as target, count(*) as periods,
               list(value order by date) as run
        from items where kind = 'measure' group by all;
        create view facts as
        select authority, kind, key, months(date, as_of) as age, status, result, null::decimal(18, 3) as value, null::int as met, null::bigint as periods,
               null::int as falls
        from items where kind != 'measure'
        union all
        select authority, kind, key, months(date, as_of), null, null, value, (value >= target)::int, periods,
               case when periods < 2 or run[-1] >= run[-2] then 0 when periods < 3 or run[-2] >= run[-3] then 1 else 2 end
        from latest;
        """
    )
    db.execute(
        f"""
        copy (
          select authority, test, case when bool_or(holds) then 1 else -1 end as truth from (
            select f.authority, a.test, case a.shape
              when 'document' then f.status in ('adopted', 'published', 'implemented')
              when 'event' then f.result = a.word
              when 'least' then f.value >= a.bound
              when 'most' then f.value <= a.bound
              when 'target' then f.met = 1
              else f.falls >= 2 end as holds
            from asked a join facts f on f.kind = a.kind and f.key = a.key
            where (a.age is null or f.age <= a.age) and case a.shape when 'document' then f.status is not null when 'event' then f.result is not null
              when 'target' then f.met is not null when 'worse' then f.periods >= 3 else f.value is not null end)
          group by all) to '{out}' (format parquet)
        """
    )
    return time.perf_counter() - start


def zen_rules(facts: str, tests: str, out: str) -> float:
    """The truths by expressions of ZEN, an authority at a time."""
    import zen

    asked = [json.loads(line) for line in Path(tests).read_text(encoding="utf-8").splitlines()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
        {"id": "tests", "type": "expressionNode", "name": "tests", "position": {"x": 0, "y": 0}, "content": {"expressions": [_expression(a) for a in asked]}},
    ]
    edges = [{"id": "a", "sourceId": "in", "targetId": "tests", "type": "edge"}, {"id": "b", "sourceId": "tests", "targetId": "out", "type": "edge"}]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    given = [json.loads(line) for line in Path(facts).read_text(encoding="utf-8").splitlines()]
    decision.evaluate(given[0])
    start = time.perf_counter()
    found = [decision.evaluate(one)["result"] for one in given]
    took = time.perf_counter() - start
    Path(out).write_text("\n".join(json.dumps({k: v for k, v in one.items() if k.startswith("t")}) for one in found), encoding="utf-8")
    return took


def _expression(a: dict) -> dict:
    fact = f"{a['kind'][0]}{a['key'].rpartition('-')[2]}"
    young = f"{fact}.age <= {a['age']}" if a["age"] is not None else "true"
    stated, holds = {
        "document": (f"{fact}.status != null", f"{fact}.status >= 3"),
        "event": (f"{fact}.result != null", f"{fact}.result == '{a['word']}'"),
        "least": (f"{fact}.value != null", f"{fact}.value >= {a['bound']}"),
        "most": (f"{fact}.value != null", f"{fact}.value <= {a['bound']}"),
        "target": (f"{fact}.target_met != null", f"{fact}.target_met == 1"),
        "worse": (f"{fact}.periods >= 3", f"{fact}.falls >= 2"),
    }[a["shape"]]
    return {"id": f"t{a['test']}", "key": f"t{a['test']}", "value": f"{fact} == null ? 0 : (({young}) and ({stated}) ? (({holds}) ? 1 : -1) : 0)"}


if __name__ == "__main__":
    print({"duckdb": duckdb_sql, "zen": zen_rules}[sys.argv[1]](*sys.argv[2:]))
