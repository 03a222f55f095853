"""What every benchmark needs: a clock, a counter of statements, a gauge of memory."""

import re
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import odoo.sql_db


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


@contextmanager
def cost():
    """``with cost() as spent: …`` fills ``spent`` when the block ends."""
    spent = Cost()
    statements = odoo.sql_db.sql_counter
    started = time.perf_counter()
    yield spent
    spent.seconds = time.perf_counter() - started
    spent.statements = odoo.sql_db.sql_counter - statements


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
