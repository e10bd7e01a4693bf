"""A whole sector on this machine: its partitions over some processes, each result on disk as soon as it is there."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from engine.plan import Plan
from engine.sector.partition import assess_partition
from engine.sector.source import Partition
from engine.sector.store import Store, write_tables
from evidence.audience import Audience
from evidence.problems import BadInput, Problem, RunFailed

_MOST_PROBLEMS = 200
Written = dict[str, int]


def run(plan: Plan, parts: Sequence[Partition], store: Store, audience: Audience, processes: int, told: Callable[[int, int], None]) -> None:
    """Assess the partitions that the store does not have yet; `told` hears how many authorities are done, of how many.

    Raises BadInput with what is wrong in the evidence of all partitions; what is right stays written.
    """
    left = [part for part in parts if part.number not in store.done]
    every = sum(part.authorities for part in parts)
    done = every - sum(part.authorities for part in left)
    told(done, every)
    problems: list[Problem] = []
    work = _alone if min(processes, len(left)) < 2 else _together
    for part, written, wrong in work(plan, left, store.folder, audience, processes):
        problems += wrong
        if written is not None:
            store.add(part.number, {"authorities": part.authorities, "rows": written})
        done += part.authorities
        told(done, every)
        if len(problems) > _MOST_PROBLEMS:
            break
    if problems:
        raise BadInput(problems[:_MOST_PROBLEMS])


_Told = tuple[Partition, Written | None, Sequence[Problem]]


def _one(plan: Plan, part: Partition, folder: Path, audience: Audience) -> tuple[Written | None, Sequence[Problem]]:
    try:
        return write_tables(folder, part.number, assess_partition(plan, part.read(), audience, part.path.name)), ()
    except BadInput as bad:
        return None, bad.problems


def _alone(plan: Plan, parts: Sequence[Partition], folder: Path, audience: Audience, _processes: int) -> Iterator[_Told]:
    for part in parts:
        yield part, *_one(plan, part, folder, audience)


def _together(plan: Plan, parts: Sequence[Partition], folder: Path, audience: Audience, processes: int) -> Iterator[_Told]:
    # Processes begun afresh: a copy of this one would share the locks of its threads. Each is one thread's work.
    threads = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    pool = ProcessPoolExecutor(min(processes, len(parts)), multiprocessing.get_context("spawn"), _begin, (plan, folder, audience))
    running: dict[Future[tuple[Written | None, Sequence[Problem]]], Partition] = {}
    waiting = iter(parts)
    try:
        for part in waiting:
            running[pool.submit(_work, part)] = part
            if len(running) >= 2 * processes:
                break
        while running:
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                part = running.pop(future)
                yield part, *future.result()
                for more in waiting:
                    running[pool.submit(_work, more)] = more
                    break
    except BrokenProcessPool:
        raise RunFailed("a process was ended from outside, maybe for want of memory: what was written is kept; run the same command to go on") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        if threads is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = threads


_mine: list[tuple[Plan, Path, Audience]] = []
"""In a process of the pool, what it works with."""


def _begin(plan: Plan, folder: Path, audience: Audience) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that the user sees: it lets this one end its partition
    _mine[:] = [(plan, folder, audience)]


def _work(part: Partition) -> tuple[Written | None, Sequence[Problem]]:
    plan, folder, audience = _mine[0]
    return _one(plan, part, folder, audience)
