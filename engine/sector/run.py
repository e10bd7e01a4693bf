"""A whole sector on this machine: its partitions over some processes, each result on disk as soon as it is there."""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from engine.plan import Plan
from engine.sector.partition import assess_partition
from engine.sector.source import MOST_PROBLEMS, Partition
from engine.sector.store import Store, write_tables
from evidence.audience import Audience
from evidence.problems import BadInput, Problem, RunFailed

_AHEAD = 2
"""How many partitions a helper has in hand, so that it need not wait for the next while this process works on one."""
Written = dict[str, int]
"""How many rows each table has that was written of a partition."""
Told = tuple[Partition, Written | None, Sequence[Problem]]
"""A partition, what was written of it, and what is wrong in its evidence: then nothing was written."""
Work = Callable[[Plan, Sequence[Partition], Path, Audience, int], Iterator[Told]]
"""A way to work off partitions into a folder, by so many processes, telling of each when it is done, in whatever order."""


def run(
    plan: Plan,
    parts: Sequence[Partition],
    store: Store,
    audience: Audience,
    processes: int,
    told: Callable[[int, int], None],
    elsewhere: Work | None = None,
) -> None:
    """Assess the partitions that the store does not have yet, here or elsewhere; `told` hears how many authorities are done, of how many.

    Raises BadInput with what is wrong in the evidence of all partitions; what is right stays written.
    """
    left = [part for part in parts if part.number not in store.done]
    every = sum(part.authorities for part in parts)
    done = every - sum(part.authorities for part in left)
    told(done, every)
    problems: list[Problem] = []
    for part, written, wrong in (elsewhere or _here)(plan, left, store.folder, audience, processes):
        problems += wrong
        if written is not None:
            store.add(part.number, {"authorities": part.authorities, "rows": written})
        done += part.authorities
        told(done, every)
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        raise BadInput(problems[:MOST_PROBLEMS])


def assess_and_write(plan: Plan, part: Partition, folder: Path, audience: Audience) -> tuple[Written | None, Sequence[Problem]]:
    """Assess a partition and write its tables; or what is wrong in its evidence."""
    try:
        return write_tables(folder, part.number, assess_partition(plan, part.read(), audience, part.path.name)), ()
    except BadInput as bad:
        return None, bad.problems


def _here(plan: Plan, parts: Sequence[Partition], folder: Path, audience: Audience, processes: int) -> Iterator[Told]:
    """Work off partitions on this machine. This process works, too: the others take a second to begin."""
    helpers = min(processes, len(parts)) - 1
    left, running = deque(parts), dict[Future[tuple[Written | None, Sequence[Problem]]], Partition]()
    with _pool(helpers) as pool:
        packed = pickle.dumps(plan) if helpers else b""
        while left or running:
            mine = left.popleft() if left else None
            while left and len(running) < _AHEAD * helpers:
                part = left.popleft()
                with _ctrl_c_waits():
                    running[pool.submit(_help, packed, part, folder, audience)] = part
            if mine:
                yield mine, *assess_and_write(plan, mine, folder, audience)
            ready, _ = wait(running, timeout=0 if mine else None, return_when=FIRST_COMPLETED)
            for future in ready:
                yield running.pop(future), *future.result()


@contextmanager
def _pool(helpers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes begun afresh when there is work for them (a copy of this one would share the locks of its threads), each one thread's work."""
    threads = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    pool = ProcessPoolExecutor(max(helpers, 1), multiprocessing.get_context("spawn"), _begin)
    try:
        yield pool
    except BrokenProcessPool:
        raise RunFailed("a process was ended from outside, maybe for want of memory: what was written is kept; run the same command to go on") from None
    except BaseException:
        for helper in multiprocessing.active_children():  # nobody would note what it has in hand, so nobody waits for it
            helper.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        if threads is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = threads


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Ctrl-C waits, and a process that is begun meanwhile does not hear it while it imports what it needs."""
    if sys.platform == "win32":
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _begin() -> None:
    """In a helper: Ctrl-C is for the process that the user sees, which ends this one; when that is killed, this one ends, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)


def _help(packed: bytes, part: Partition, folder: Path, audience: Audience) -> tuple[Written | None, Sequence[Problem]]:
    return assess_and_write(_unpacked(packed), part, folder, audience)


@cache
def _unpacked(plan: bytes) -> Plan:
    """The plan: it goes with each partition, for what a process is given to begin with keeps the one that begins it waiting."""
    loaded: Plan = pickle.loads(plan)  # noqa: S301 (this run's own plan)
    return loaded
