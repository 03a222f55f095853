"""Benchmarks d and f: installing on years of tickets, and what a ledger row weighs."""

from odoo.tools import SQL

from odoo.addons.aftersales_kpi.models.helpdesk_ticket import COLUMNS

from benchmarks import databases
from benchmarks.measure import Result, cost
from odoo_database import (
    ADDON,
    BIG_TABLES,
    copy_database,
    environment,
    forget_database,
    install,
    settle,
)

ROW_BYTES = 300
KEEP_ROWS = """
    CREATE TABLE bench_rows AS SELECT * FROM aftersales_observation;
    CREATE TABLE bench_columns AS SELECT id, {columns} FROM helpdesk_ticket;
    CREATE TABLE bench_ledger (LIKE aftersales_observation INCLUDING ALL);
    ANALYZE bench_rows, bench_columns
"""
WRITE_ROWS = "INSERT INTO bench_ledger SELECT * FROM bench_rows ORDER BY id"
WRITE_COLUMNS = """
    UPDATE helpdesk_ticket ticket SET {assignments}
      FROM bench_columns kept WHERE kept.id = ticket.id
"""


def run(size):
    """Install on a copy, then write the same rows and columns by bare SQL."""
    plain, name = databases.plain(size), databases.with_addon(size)
    copy_database(plain, name)
    databases.say(f"installing {ADDON} on {name}")
    with cost() as ours:
        install(name, [ADDON])
    rows, row_bytes = _weigh_ledger(name)
    bare = _write_bare(name)
    settle(name, [*BIG_TABLES, "aftersales_observation"])
    forget_database(name)
    return [
        Result(
            "d. install ÷ bare SQL",
            ours.seconds / bare["total"],
            2,
            f"{ours.seconds:.1f} s with modules, views and history of {size.tickets:,}"
            f" tickets ({ours.breakdown()}); bare SQL {bare['total']:.1f} s = {rows:,}"
            f" rows {bare['rows']:.1f} s + ticket columns {bare['columns']:.1f} s",
        ),
        Result(
            "f. bytes per ledger row ÷ 300",
            row_bytes / ROW_BYTES,
            1,
            f"{row_bytes:.0f} bytes with indexes, {rows:,} rows",
        ),
    ]


def _weigh_ledger(name):
    """(number of rows, bytes per row with indexes) right after the installation."""
    with environment(name) as env:
        env.cr.execute(
            """
            SELECT count(*), pg_total_relation_size('aftersales_observation')
              FROM aftersales_observation
            """
        )
        rows, total = env.cr.fetchone()
    return rows, total / max(rows, 1)


def _write_bare(name):
    """Seconds to write the rows again into an equal table, and the tickets' columns.

    Rolled back; the equal table has the ledger's indexes and checks but no foreign
    keys, so the ratio is rather too high than too low.
    """
    columns = SQL(", ").join(SQL.identifier(column) for column in COLUMNS)
    assignments = SQL(", ").join(
        SQL("%s = %s", SQL.identifier(column), SQL.identifier("kept", column))
        for column in COLUMNS
    )
    with environment(name) as env:
        env.cr.execute(SQL(KEEP_ROWS.format(columns="%s"), columns))
        with cost() as rows:
            env.cr.execute(WRITE_ROWS)
        with cost() as updates:
            env.cr.execute(SQL(WRITE_COLUMNS.format(assignments="%s"), assignments))
        env.cr.rollback()
    return {
        "rows": rows.seconds,
        "columns": updates.seconds,
        "total": rows.seconds + updates.seconds,
    }
