"""Databases of the private cluster for the scripts beside this file.

Odoo runs inside the script's own process, so that time and memory are the script's
to measure. Connection settings come from the environment: ``ODOO_RC``, ``PGHOST``.
"""

import ast
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import odoo.init  # noqa: F401 (Odoo's own set-up comes first)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tools import config

ADDON = "aftersales_kpi"
REPOSITORY = Path(__file__).resolve().parents[1]
# What years of tickets fill.
BIG_TABLES = (
    "helpdesk_ticket",
    "mail_message",
    "mail_tracking_value",
    "helpdesk_ticket_sla",
    "rating_rating",
)


def configure(log_level="warn"):
    """Read Odoo's configuration once per process; demo data is never loaded."""
    config.parse_config(
        ["-c", os.environ["ODOO_RC"], "--log-level", log_level, "--without-demo=1"],
        setup_logging=True,
    )


def addon_dependencies():
    """Names of the add-ons that ours depends on: what a company has without it."""
    manifest = (REPOSITORY / ADDON / "__manifest__.py").read_text()
    return ast.literal_eval(manifest)["depends"]


def database_exists(name):
    """Whether the cluster holds a database of this name."""
    query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
    answer = subprocess.run(
        ["psql", "-XAtc", query, "postgres"],
        check=True,
        capture_output=True,
        text=True,
    )
    return answer.stdout.strip() == "1"


def drop_database(name):
    """Drop the database; the connections of this process are closed first."""
    forget_database(name)
    subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)


def forget_database(name):
    """Close this process' connections to the database and drop its registry."""
    Registry.delete(name)
    close_db(name)


def create_plain_database(name):
    """An empty company with what ours depends on, and without ours."""
    drop_database(name)
    subprocess.run(
        ["createdb", "--template=template0", "--encoding=UTF8", "--lc-collate=C", name],
        check=True,
    )
    install(name, addon_dependencies())


def copy_database(source, name):
    """Copy the files of ``source``, which nobody may be using, to a new database."""
    drop_database(name)
    forget_database(source)
    subprocess.run(["createdb", "--template", source, name], check=True)


def install(name, modules):
    """Install modules as ``odoo -i`` does, in this process."""
    Registry.new(name, update_module=True, install_modules=modules)


@contextmanager
def environment(name):
    """The superuser's environment on the database; commits when left without error."""
    with Registry(name).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"tz": "UTC"})


def settle(name, tables):
    """Vacuum and analyse, as a database that has been running for long is."""
    with db_connect(name).cursor() as cr:
        cr._cnx.autocommit = True
        for table in tables:
            cr.execute(f"VACUUM (FREEZE, ANALYZE) {table}")
