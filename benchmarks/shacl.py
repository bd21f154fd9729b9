"""How fast the shapes run: our engine by size, and pySHACL beside it where it ends in time.

Each measurement has a process of its own, so that memory is its own too. On a machine shared with
others the processor's seconds are to be read; two threads need about half of them by the clock.
"""

import json
import logging
import resource
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from rdflib import Graph

from benchmarks.agreements import triples
from coopgraph.shacl import validate
from coopgraph.shacl.data import one_graph
from coopgraph.shacl.fallback import run_pyshacl

SHAPES = Path(__file__).parent / "agreements.ttl"
SIZES = (10_000, 100_000, 1_000_000)
FOR_PYSHACL = (10_000,)


class Measured(NamedTuple):
    """What a run took: seconds to load and to validate, by clock and processor; megabytes."""

    engine: str
    threads: int
    triples: int
    load: float
    seconds: float
    processor: float
    memory: int
    results: int


def measure(engine: str, size: int, threads: int) -> Measured:
    """Load and validate in this process."""
    logging.disable(logging.ERROR)  # rdflib tells of every malformed date
    store, shapes = ox.Store(), Graph().parse(SHAPES)
    began = time.perf_counter()
    store.bulk_load(BytesIO("\n".join(triples(size)).encode()), ox.RdfFormat.N_TRIPLES)
    loaded, busy = time.perf_counter(), time.process_time()
    if engine == "pySHACL":
        results = sum(1 for _ in run_pyshacl(one_graph(store), shapes))
    else:
        report = validate(store, shapes, threads)
        results = len(report.results)
        if report.by_pyshacl:
            raise SystemExit(f"left to pySHACL: {report.by_pyshacl}")
    seconds, busy = time.perf_counter() - loaded, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Measured(engine, threads, len(store), loaded - began, seconds, busy, memory, results)


def apart(engine: str, size: int, threads: int) -> Measured:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.shacl", engine, str(size), str(threads)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(*json.loads(done.stdout))


def lines(size: int, *, with_pyshacl: bool) -> list[str]:
    """The measurements of a size.

    Raises:
        SystemExit: pySHACL finds another number of faults.
    """
    found = [apart("ours", size, threads) for threads in (1, 2)]
    found += [apart("pySHACL", size, 1)] if with_pyshacl else []
    table = [
        f"{each.engine:<9}{each.threads:>7}{each.triples:>11}{each.load:>9.2f}"
        f"{each.seconds:>10.2f}{each.processor:>9.2f}{each.memory:>7}{each.results:>9}"
        for each in found
    ]
    if with_pyshacl:
        ours, theirs = found[1], found[-1]
        if ours.results != theirs.results:
            raise SystemExit(f"{ours.results} results, and {theirs.results} of pySHACL")
        ratio = theirs.processor / ours.processor
        table.append(f"  {ratio:.0f} times less work than pySHACL, the same results")
    return table


if __name__ == "__main__":
    if len(sys.argv) == 4:
        name, size, threads = sys.argv[1:]
        sys.stdout.write(json.dumps(measure(name, int(size), int(threads))))
    else:
        sys.stdout.write(
            "engine   threads    triples   load s  shapes s   of CPU     MB  results\n"
        )
        for each in SIZES:
            sys.stdout.write("\n".join(lines(each, with_pyshacl=each in FOR_PYSHACL)) + "\n")
