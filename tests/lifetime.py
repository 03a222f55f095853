"""Databases for the tests of a database's whole life: installed, used, uninstalled."""

import os
import subprocess

DB = os.environ.get("DB", "test")
# What a company has without ours; `make test` makes it once for the whole suite.
WITHOUT_OURS = f"{DB}_base"


def run(*command):
    """Run a command; its output is the message of a failure."""
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def query(database, statement):
    """Rows of a query as text lines."""
    return run("psql", "-XAtc", statement, database).splitlines()


def copy_without_ours(database):
    """A new database with all that our add-ons depend on, and without them."""
    run("odoo", "db", "duplicate", "-f", WITHOUT_OURS, database)


def drop(database):
    """Drop the database and its files."""
    run("odoo", "db", "drop", database)
