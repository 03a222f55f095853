"""``make replay DATA=…``: a real company's tickets, scored and compared.

Builds the database ``replay`` with the log's tickets as Odoo would have stored them,
installs ours on it, compares its ledger with the reference figures that lie beside the
log, and scores every month with the client's scheme. Ends with an error where a
difference is not explained.
"""

import argparse
import csv
import sys
import time
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# the demo company's writer of helpdesk history serves here too
sys.path[:0] = [str(TESTS), str(TESTS.parent / "aftersales_kpi" / "demo")]

from odoo_database import (  # noqa: E402
    ADDON,
    BIG_TABLES,
    configure,
    create_plain_database,
    environment,
    install,
    settle,
)
from replay.company import build_company  # noqa: E402
from replay.comparison import (  # noqa: E402
    attribution_lines,
    beside_lines,
    compare,
    comparison_lines,
    ticket_lines,
    tickets_off,
    unexplained_lines,
)
from replay.expectations import expected_figures  # noqa: E402
from replay.figures import (  # noqa: E402
    defined_figures,
    group_key,
    read_reference,
    summarise,
)
from replay.incident_log import read_log  # noqa: E402
from replay.ledger import attributed_rows, ledger_figures  # noqa: E402
from replay.scoring import month_lines, score_months, top_lines  # noqa: E402

DATABASE = "replay"
REFERENCE = "uci498_reference_by_agent_month.csv"


def main():
    """Build, install, compare, score; the exit code tells whether all is explained."""
    options = _options()
    if not options.data.is_file():
        print(f"There is no log at “{options.data}”; say make replay DATA=path.")
        return 2
    configure("error")
    incidents = read_log(options.data)
    if not options.reuse:
        _build(incidents)
    is_explained = _compare(incidents, options.data.with_name(REFERENCE))
    _score()
    return 0 if is_explained else 1


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the incident log, packed or plain")
    parser.add_argument(
        "--reuse",
        action="store_true",
        help=f"compare and score the database {DATABASE} of an earlier run",
    )
    return parser.parse_args()


def _build(incidents):
    with _timed(f"company with {len(incidents):,} tickets"):
        create_plain_database(DATABASE)
        with environment(DATABASE) as env:
            build_company(env, incidents)
        settle(DATABASE, BIG_TABLES)
    with _timed(f"installing {ADDON} on it"):
        install(DATABASE, [ADDON])


def _compare(incidents, reference_file):
    """Print the comparison; whether the ledger is as expected for every ticket."""
    with reference_file.open(encoding="utf-8", newline="") as lines:
        reference = read_reference(csv.DictReader(lines))
    keys = {number: group_key(incident) for number, incident in incidents.items()}
    defined = defined_figures(incidents)
    expected, moved = expected_figures(incidents, defined)
    with environment(DATABASE) as env:
        actual = ledger_figures(env.cr, incidents)
        rows = attributed_rows(env.cr)
    summaries = [summarise(figures, keys) for figures in (actual, expected)]
    comparisons = compare(reference, *summaries)
    off = tickets_off(actual, expected)
    _print_section(
        "Ledger and reference, by last assignee and month of closing, elapsed clock",
        comparison_lines(comparisons, moved, keys),
    )
    _print_section(
        "Not explained",
        [
            *unexplained_lines(comparisons, reference, *summaries),
            *ticket_lines(off, actual, expected),
        ]
        or ["nothing"],
    )
    _print_section("The product's own attribution", attribution_lines(rows, keys))
    month = _busiest_month(keys)
    _print_section(
        f"Closed in {month}: grouped by last assignee | as the product charges",
        beside_lines(rows, keys, month),
    )
    return not any(off.values()) and not any(c.unexplained for c in comparisons)


def _busiest_month(keys):
    months = [month for _agent, month in keys.values()]
    return max(set(months), key=months.count)


def _score():
    with environment(DATABASE) as env:
        with _timed("scoring every month"):
            cycles = score_months(env)
        _print_section("Months, client's scheme", month_lines(cycles))
        _print_section("Biggest month", top_lines(cycles))


def _print_section(title, lines):
    print(f"\n{title}\n{'-' * len(title)}")
    print("\n".join(lines), flush=True)


@contextmanager
def _timed(step):
    """Print what the step took, if it ends well."""
    started = time.monotonic()
    yield
    print(f"{step}: {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
