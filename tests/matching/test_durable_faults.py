"""Whatever becomes of the worker, the user has direct's matches and is told why."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from engine.matching import direct, durable
from engine.matching.choose import match_with, matching
from engine.plan import Comparison, CriterionPlan, Leaf, Pairing
from engine.plan import Test as PlanTest
from tests.matching import made
from tests.matching.made import changed_worker, fact, facts_of, plan_of, worker_that

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows, nor durable-rules")

PLAN = plan_of(
    [Leaf("measure", ("plan",), (), (Comparison("value", ">=", 75),)), Leaf("event", ("act",)), Leaf("event", ("need",))],
    [Pairing(1, 2, "before")],
    tests=(PlanTest("cpr.1", "enough", 0), PlanTest("cpr.2", "needed", 1)),
)
FACTS = facts_of(fact("m", "measure", value=80), fact("n", "measure", value=70), fact("a", "event", "act"), fact("b", "event", "need", days=-3))
DIRECT = direct.match(PLAN, FACTS)

READ = "line = sys.stdin.readline()\nmessage = json.loads(line)\n"
ANSWER = "print(json.dumps({'ask': message['ask'], 'hits': %s}), flush=True)\ntime.sleep(60)"


def fallen_back(does: str, deadline: float = 20.0, before: str = "") -> str:
    """Why direct's matches stand when this is the worker. They stand for `auto` and for `durable` alike."""
    command = worker_that(does, before=before)
    reasons = set()
    for matcher in ("auto", "durable"):
        choice = match_with(matcher, PLAN, FACTS, deadline=deadline, _command=command)
        assert choice.matches == DIRECT
        assert (choice.matchers, choice.agreed) == (("direct",), True)
        reasons.add(choice.fallback)
    (reason,) = reasons
    assert reason
    return reason


@POSIX
@pytest.mark.parametrize(("signal", "said"), [("SIGSEGV", "signal 11 (SIGSEGV)"), ("SIGKILL", "signal 9 (SIGKILL)"), ("SIGABRT", "signal 6 (SIGABRT)")])
@pytest.mark.parametrize("before", ["", READ])
def test_a_crash_costs_nothing(signal: str, said: str, before: str) -> None:
    """Killed by a signal, before or after it has read what it was asked."""
    assert fallen_back(f"os.kill(os.getpid(), signal.{signal})", before=before) == f"durable-rules crashed with {said}"


@pytest.mark.parametrize("before", ["", READ, READ + "print('{', end='', flush=True)\n"])
def test_a_hang_costs_no_more_than_the_deadline(before: str) -> None:
    """It hangs without reading, after reading, or in the middle of its answer."""
    started = time.monotonic()
    assert fallen_back("time.sleep(60)", 0.4, before) == "durable-rules gave no answer within 0.4 seconds"
    assert time.monotonic() - started < 10


def test_a_worker_that_reads_nothing_does_not_hold_up_a_long_question() -> None:
    """A pipe takes some tens of thousands of bytes, and the plan is longer: the question is sent beside the work."""
    plan = plan_of([Leaf("document", (f"d{n}",)) for n in range(3000)])
    facts = facts_of(*(fact(f"e{n}", key=f"d{n}") for n in range(3000)))
    choice = match_with("auto", plan, facts, deadline=0.5, _command=worker_that("time.sleep(60)"))
    assert choice.matches == direct.match(plan, facts)
    assert choice.fallback == "durable-rules gave no answer within 0.5 seconds"


@pytest.mark.parametrize(("does", "code"), [("pass", 0), (READ + "sys.exit(3)", 3), ("raise SystemExit(1)", 1), (READ + "os.close(1); time.sleep(0.1)", 0)])
def test_an_early_end_costs_nothing(does: str, code: int) -> None:
    """It ends of itself without an answer."""
    assert fallen_back(does) == f"durable-rules ended without an answer, with exit code {code}"


def test_a_worker_that_closes_its_output_and_stays_is_ended() -> None:
    """It cannot answer any more, and is not waited for until the deadline."""
    assert fallen_back(READ + "os.close(1); time.sleep(60)") == "durable-rules stopped answering"


@pytest.mark.parametrize(
    "writes",
    [
        "print('noise', flush=True)",
        "print('[1, 2', flush=True)",
        "print(7, flush=True)",
        "print('[]', flush=True)",
        "print('{}', flush=True)",
        "print('[' * 100_000, flush=True)",
        "print('1' * 10_000, flush=True)",
        "os.write(1, b'\\xff\\xfe\\n')",
        "print('handle action', flush=True); " + ANSWER % "[]",
        "print(json.dumps({'ask': '000000', 'hits': []}), flush=True)",
        "print(json.dumps({'ask': message['ask']}), flush=True)",
        *(
            ANSWER % hits
            for hits in ("None", "7", "'ab'", "{'0': 1}", "[[]]", "[0]", "[[0]]", "[[0, '999999']]", "[[0, 1]]", "[[0, ['000001']]]", "[[99, '000001']]")
        ),
        *(
            ANSWER % hits
            for hits in ("[[-1, '000001']]", "[[None, '000001']]", "[[[], '000001']]", "[[0, '000001', '000001']]", "[['0', '000001']]", "[[4, '000001']]")
        ),
    ],
)
def test_a_garbled_answer_costs_nothing(writes: str) -> None:
    """Noise, half an answer, an answer to something else, or hits of what was never asked."""
    assert fallen_back(READ + writes + "\ntime.sleep(60)") == "durable-rules gave a garbled answer"


def test_noise_without_end_is_not_read_without_end() -> None:
    """A worker that writes for ever without a line's end is cut off."""
    assert fallen_back("while True: os.write(1, b'x' * 1_000_000)") == "durable-rules gave a garbled answer"


def test_a_fault_that_the_worker_reports_is_passed_on() -> None:
    """What it says of itself is the reason."""
    assert (
        fallen_back(READ + "print(json.dumps({'ask': message['ask'], 'fault': 'failed', 'reason': 'x' * 999}), flush=True)")
        == "durable-rules reported an error: " + "x" * 200
    )


def test_a_worker_that_cannot_be_started_costs_nothing() -> None:
    """There is no such program."""
    choice = match_with("auto", PLAN, FACTS, _command=("/nowhere/python",))
    assert choice.matches == DIRECT
    assert choice.fallback is not None
    assert choice.fallback.startswith("durable-rules' worker process could not be started")


def test_an_import_that_fails_is_the_reason() -> None:
    """On Python 3.13 it installs without a word, and only its import fails."""
    choice = match_with("auto", PLAN, FACTS, _command=changed_worker("sys.modules['durable'] = None"))
    assert choice.matches == DIRECT
    assert choice.fallback is not None
    assert choice.fallback.startswith("durable-rules could not be imported: ")


def test_where_it_is_not_installed_direct_stands() -> None:
    """A Python without third-party packages falls back by itself, and says why."""
    root = Path(durable.__file__).parents[2]
    program = f"""
import sys; sys.path.insert(0, {str(root)!r})
import datetime as dt
from engine.facts import Fact, Facts
from engine.matching.choose import match_with, matching
from engine.plan import Leaf, Plan
plan = Plan(*((), (Leaf("event", ("act",)),), (), (), (), (), (), ()))
facts = Facts(dt.date(2006, 2, 20), (Fact("a", "event", "act", "authority", dt.date(2006, 1, 1), "officers", "a", False, {{}}),))
choice = match_with("auto", plan, facts)
assert choice.matches.leaves[0].satisfying == {{"a"}}, choice
print(choice.matchers, choice.agreed, choice.fallback)
"""
    ran = subprocess.run((sys.executable, "-I", "-S", "-c", program), capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "('direct',) True durable-rules is not installed (it needs a C compiler to install, and does not on Windows)"


def test_a_fault_of_our_own_on_that_side_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the error is in compiling or decoding, direct's matches stand."""
    monkeypatch.setattr(durable, "Compiled", lambda *_: 1 / 0)
    choice = match_with("auto", PLAN, FACTS, _command=worker_that("time.sleep(60)"))
    assert choice.matches == DIRECT
    assert choice.fallback == "durable-rules' side failed: ZeroDivisionError"


def test_nobody_waits_for_the_worker_before_the_choice_is_asked_for() -> None:
    """Direct's matches are there at once, and what is not asked for is not waited for: the worker ends with the context."""
    started = time.monotonic()
    with matching("auto", PLAN, FACTS, _command=worker_that("time.sleep(60)")) as (matches, _):
        assert matches == DIRECT
    assert time.monotonic() - started < 10


def test_direct_alone_starts_no_worker() -> None:
    """Whoever asks for direct gets direct, without a word of the other."""
    choice = match_with("direct", PLAN, FACTS, _command=("/nowhere/python",))
    assert (choice.matches, choice.matchers, choice.agreed, choice.fallback) == (DIRECT, ("direct",), True, None)


def test_a_matcher_that_there_is_not_is_named() -> None:
    """A slip of the pen is not taken for `auto`."""
    with pytest.raises(ValueError, match="there is no matcher 'drect'; choose auto, durable, direct"):
        match_with("drect", PLAN, FACTS)


@made.needs_durable
def test_two_matchers_that_agree_are_both_recorded() -> None:
    """`auto` names both, `durable` the one that ran."""
    choice = match_with("auto", PLAN, FACTS)
    assert (choice.matches, choice.matchers, choice.agreed, choice.fallback) == (DIRECT, ("durable-rules 2.0.28", "direct"), True, None)
    choice = match_with("durable", PLAN, FACTS)
    assert (choice.matches, choice.matchers, choice.agreed, choice.fallback) == (DIRECT, ("durable-rules 2.0.28",), True, None)


@made.needs_durable
@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("hits = [h for h in hits if len(h) != 2]", "the test 'enough' of cpr.1, leaf 0 (measure: plan)"),
        ("hits = [h for h in hits if len(h) != 3]", "the test 'needed' of cpr.2, pairing 0"),
        ("hits = [h for h in hits if h[0] != 3]", "leaf 2 (event: need)"),
    ],
)
def test_where_they_differ_direct_stands_and_the_place_is_named(change: str, place: str) -> None:
    """The first leaf or pairing that differs is named by the test that it belongs to."""
    inject = f"real = w.Worker._hits\ndef wrong(self, message):\n    hits = real(self, message)\n    {change}\n    return hits\nw.Worker._hits = wrong"
    choice = match_with("auto", PLAN, FACTS, _command=changed_worker(inject))
    assert choice.matches == DIRECT
    assert (choice.matchers[1], choice.agreed) == ("direct", False)
    assert choice.fallback == f"durable-rules and direct differ, first in {place}; direct's matches stand"


@made.needs_durable
def test_a_difference_in_what_is_said_of_a_criterion_names_the_criterion() -> None:
    """Statements belong to no test."""
    said = CriterionPlan("cpr.2.1", "cpr", 1, per_service=False, types=(), said=0)
    wrong = changed_worker("w.Worker._hits = lambda self, message: []")
    choice = match_with("auto", replace(PLAN, tests=(), criteria=(said,)), FACTS, _command=wrong)
    assert choice.fallback == "durable-rules and direct differ, first in what is said of cpr.2.1, leaf 0 (measure: plan); direct's matches stand"


@made.needs_durable
def test_hits_that_come_twice_count_once() -> None:
    """A rule that fires more than once for a fact changes nothing."""
    twice = changed_worker("real = w.Worker._hits\nw.Worker._hits = lambda self, message: real(self, message) * 2")
    choice = match_with("auto", PLAN, FACTS, _command=twice)
    assert (choice.matches, choice.agreed, choice.fallback) == (DIRECT, True, None)


RAISING = """
def record(self, name):
    def run(c):
        if name != "edge":
            raise KeyError(name)
        self.hits.append([name, c.a.id])
    return run
w.Session._record = record
"""

NOISY = """
real = w.Worker._hits
def hits(self, message):
    print("noise", flush=True)
    os.write(1, b"noise")
    return real(self, message)
w.Worker._hits = hits
"""


@made.needs_durable
def test_an_action_that_raises_is_a_fault_and_no_silence() -> None:
    """durable-rules swallows what an action raises (14)."""
    choice = match_with("auto", PLAN, FACTS, _command=changed_worker(RAISING))
    assert choice.matches == DIRECT
    assert choice.fallback is not None
    assert choice.fallback.startswith("durable-rules reported an error: Broken: exception caught")


@made.needs_durable
def test_noise_of_the_core_does_not_reach_the_answers() -> None:
    """What is written on the worker's standard output, by Python or by C, goes elsewhere."""
    choice = match_with("auto", PLAN, FACTS, _command=changed_worker(NOISY))
    assert (choice.matches, choice.agreed, choice.fallback) == (DIRECT, True, None)


@POSIX
@made.needs_durable
def test_a_worker_that_hangs_outlives_nobody() -> None:
    """Its own alarm ends it, also when the parent is gone and the C core holds the interpreter: here a call that does."""
    hang = "import ctypes\nw.Worker._hits = lambda self, message: ctypes.PyDLL(None).sleep(60)"
    with subprocess.Popen(changed_worker(hang), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as worker:
        assert worker.stdin
        worker.stdin.write(b'{"ask": "000001", "seconds": 0.2}\n')
        worker.stdin.flush()
        assert worker.wait(10) == -14


@made.needs_durable
def test_a_live_worker_that_is_lost_is_replaced_and_told_everything_again() -> None:
    """The next synchronisation starts another, once, and its matches are whole."""
    with durable.Live(PLAN) as live:
        assert live.sync(FACTS) == DIRECT
        for _ in range(3):
            assert live._process
            live._process._process.kill()
            assert live.sync(FACTS) == DIRECT


@pytest.mark.parametrize(("does", "reason"), [("os._exit(7)", "exit code 7"), ("time.sleep(60)", "no answer within 0.6 seconds")])
def test_a_live_worker_that_is_lost_twice_is_given_up(tmp_path: Path, does: str, reason: str) -> None:
    """Two are started and no more; the next call tries again."""
    started = tmp_path / "started"
    with durable.Live(PLAN, deadline=0.6, _command=worker_that(f"open({str(started)!r}, 'a').write('x')\n{does}")) as live:
        for calls in (1, 2):
            with pytest.raises(durable.Unavailable, match=reason):
                live.sync(FACTS)
            assert len(started.read_text()) == 2 * calls


def test_a_live_worker_that_cannot_import_is_not_tried_twice(tmp_path: Path) -> None:
    """Another would fail alike."""
    started = tmp_path / "started"
    with durable.Live(PLAN, _command=changed_worker(f"open({str(started)!r}, 'a').write('x')\nsys.modules['durable'] = None")) as live:
        with pytest.raises(durable.Unavailable, match="could not be imported"):
            live.sync(FACTS)
        assert started.read_text() == "x"


@made.needs_durable
def test_no_worker_is_left_behind() -> None:
    """Leaving the context of a run under way, or of a live one, ends its worker."""
    with durable.start(PLAN, FACTS, 20) as pending:
        process = pending._live._process
        assert process
    assert process._process.returncode is not None
    with durable.Live(PLAN) as live:
        live.sync(FACTS)
        process = live._process
        assert process
    assert process._process.returncode is not None


def test_the_worker_loads_nothing_heavy() -> None:
    """Its start is part of every run: the standard library, and durable-rules when it is asked."""
    root = Path(durable.__file__).parents[2]
    program = (
        "import sys, engine.matching.durable_worker; print({m.partition('.')[0] for m in sys.modules} & {'durable', 'evidence', 'numpy', 'pydantic', 'yaml'})"
    )
    ran = subprocess.run((sys.executable, "-c", program), cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


@POSIX
def test_the_worker_is_a_program_that_ends_with_its_input() -> None:
    """`python -m engine.matching.durable_worker` answers nothing when it is asked nothing."""
    root = Path(durable.__file__).parents[2]
    ran = subprocess.run((sys.executable, "-m", "engine.matching.durable_worker"), cwd=root, input=b"", capture_output=True, check=True)
    assert ran.stdout == b""
