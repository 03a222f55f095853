"""The databases of the benchmarks: one template per size, and copies of it.

``bench_SIZE`` holds the company without ours and is kept between runs; a stamp beside
the private cluster says what it was built from. ``bench_SIZE_with`` has ours installed.
"""

import hashlib
import sys
import time
from pathlib import Path

import ticket_history
from benchmarks import company
from odoo_database import (
    BIG_TABLES,
    REPOSITORY,
    addon_dependencies,
    copy_database,
    create_plain_database,
    database_exists,
    environment,
    forget_database,
    settle,
)

STATE = REPOSITORY / ".local"


def plain(size):
    """Name of the company's database without ours; built when missing or outdated."""
    name = f"bench_{size.name}"
    stamp = STATE / f"{name}.stamp"
    fingerprint = _fingerprint(size)
    if not _is_current(name, stamp, fingerprint):
        _build(name, size)
        stamp.write_text(fingerprint)
    return name


def with_addon(size):
    """Name of the database with ours installed (see ``benchmarks.installation``)."""
    return f"bench_{size.name}_with"


def copy(source, suffix):
    """A throw-away copy of a benchmark's database."""
    name = f"{source}_{suffix}"
    copy_database(source, name)
    return name


def _is_current(name, stamp, fingerprint):
    return stamp.exists() and stamp.read_text() == fingerprint and database_exists(name)


def _fingerprint(size):
    """Of everything that the company's rows depend on."""
    digest = hashlib.sha256(repr((size, sorted(addon_dependencies()))).encode())
    for module in (company, ticket_history):
        digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()


def _build(name, size):
    started = time.monotonic()
    say(f"building {name}: {size.agents} agents, {size.tickets} tickets")
    create_plain_database(name)
    with environment(name) as env:
        company.build_company(env, size)
    settle(name, BIG_TABLES)
    forget_database(name)
    say(f"{name} built in {time.monotonic() - started:.0f} s")


def say(text):
    """Progress, apart from the results."""
    print(f"   … {text}", file=sys.stderr, flush=True)
