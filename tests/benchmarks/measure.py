"""What every benchmark needs: a clock, a counter of statements, a gauge of memory."""

import heapq
import re
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import odoo.sql_db

# What a statement does to which table, enough to find it again.
_GIST = re.compile(
    r"\b(INSERT INTO|UPDATE|DELETE FROM|CREATE TEMPORARY TABLE|ALTER TABLE|FROM)"
    r'\s+"?(\w+)'
)


@dataclass(frozen=True)
class Result:
    """One line of the table; smaller is better."""

    name: str
    ratio: float
    aim: float
    detail: str  # the numbers behind the ratio, and why an aim is missed

    def as_json(self):
        """The dictionary written to bench.json."""
        return {**asdict(self), "ratio": round(self.ratio, 3)}


@dataclass
class Cost:
    """What a block took: wall-clock seconds and SQL statements of this process."""

    seconds: float = 0.0
    statements: int = 0
    by_statement: Counter = field(default_factory=Counter)  # gist: seconds

    def breakdown(self, number=3):
        """Where the time went: the database's share and its longest statements."""
        longest = heapq.nlargest(number, self.by_statement.items(), key=lambda i: i[1])
        texts = [f"{gist} {seconds:.2f} s" for gist, seconds in longest]
        total = sum(self.by_statement.values())
        return f"database {total:.2f} s, most of it {', '.join(texts)}"


@contextmanager
def cost():
    """``with cost() as spent: …`` fills ``spent`` when the block ends."""
    spent = Cost()
    thread = threading.current_thread()
    statements = odoo.sql_db.sql_counter
    started = time.perf_counter()
    thread.query_hooks = [_remember_in(spent)]
    try:
        yield spent
    finally:
        del thread.query_hooks
    spent.seconds = time.perf_counter() - started
    spent.statements = odoo.sql_db.sql_counter - statements


def _remember_in(spent):
    """A hook of Odoo's cursor that adds every statement's time to ``spent``."""

    def remember(_cursor, query, _params, _start, delay):
        if isinstance(query, bytes):
            query = query.decode()
        found = _GIST.search(query)
        spent.by_statement[" ".join(found.groups()) if found else query[:30]] += delay

    return remember


def resident_megabytes():
    """Memory this process holds now."""
    return _status("VmRSS")


def peak_megabytes():
    """Most memory this process held since its start or :func:`reset_peak`."""
    return _status("VmHWM")


def reset_peak():
    """Forget the peak so far (Linux, proc(5))."""
    Path("/proc/self/clear_refs").write_text("5")


def _status(name):
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024
