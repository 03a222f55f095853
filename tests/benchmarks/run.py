"""``make bench``: side-by-side benchmarks; prints a table and writes bench.json.

Option: SIZE=medium or SIZE=small (fewer tickets, see ``benchmarks.company``) in the
environment, or as the first argument. Every benchmark runs in a process of its own.
"""

import json
import multiprocessing
import os
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# the demo company's writer of helpdesk history serves here too
sys.path[:0] = [str(TESTS), str(TESTS.parent / "aftersales_kpi" / "demo")]

from benchmarks.company import SIZES  # noqa: E402
from odoo_database import REPOSITORY, configure  # noqa: E402

OUTPUT = REPOSITORY / "bench.json"
# Modules and functions in their order: installation makes what the others need.
BENCHMARKS = (
    ("benchmarks.installation", "run"),
    ("benchmarks.scoring", "run"),
    ("benchmarks.scoring", "run_memory"),
    ("benchmarks.ticket_life", "run"),
    ("benchmarks.portal", "run"),
    ("benchmarks.surveys", "run"),
    ("benchmarks.payroll", "run"),
)


def main():
    """Run all, print and write the results; whether every benchmark came to an end."""
    size = SIZES[next(iter(sys.argv[1:]), None) or os.environ.get("SIZE") or "full"]
    results, failed = [], []
    for module, function in BENCHMARKS:
        try:
            results += _in_fresh_process(module, function, size)
        except Exception:  # the others are still worth their numbers
            traceback.print_exc()
            failed.append(f"{module}.{function}")
    results.sort(key=lambda result: result.name)
    OUTPUT.write_text(
        json.dumps([result.as_json() for result in results], indent=1) + "\n"
    )
    print("\n".join(table_lines(results, size)))
    for name in failed:
        print(f"{name} failed; see above")
    return not failed


def _in_fresh_process(module, function, size):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_run, module, function, size).result()


def _run(module, function, size):
    configure("critical")
    return getattr(__import__(module, fromlist=[function]), function)(size)


def table_lines(results, size):
    """The printed table: ratio beside aim, and the numbers behind it."""
    yield f"{size.agents:,} agents, {size.tickets:,} tickets; smaller is better"
    yield f"load {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors meanwhile"
    yield f"{'':<44}{'ratio':>8}{'aim':>8}"
    for result in results:
        beyond = result.ratio / result.aim - 1
        verdict = f"   missed by {beyond:.0%}" if beyond > 0 else ""
        yield f"{result.name:<44}{result.ratio:>8.2f}{result.aim:>8.2f}{verdict}"
        yield f"    {result.detail}"


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
