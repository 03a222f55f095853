"""Uninstalling the surveys leaves in the ledger what was said; they can come back."""

import os

import pytest

from test_uninstall import run

DATABASE = f"{os.environ.get('DB', 'test')}_uninstall_survey"
ADDON = "aftersales_kpi_survey"

ANSWER = """
    INSERT INTO aftersales_observation (kind_id, company_id, numerator, denominator,
        date, event_date, origin, revision, res_model, res_id)
    SELECT kind.id, company.id, 80, 100, now(), now(), 'answer:1', 0,
           'survey.user_input', 1
      FROM aftersales_kind kind, res_company company
     WHERE kind.code = 'survey_satisfaction' LIMIT 1
"""
LEDGER = """
    SELECT kind.code, o.numerator, o.denominator, o.origin
      FROM aftersales_observation o JOIN aftersales_kind kind ON kind.id = o.kind_id
"""
LEFT_BEHIND = """
    SELECT 'column ' || table_name || '.' || column_name
      FROM information_schema.columns
     WHERE table_name LIKE 'survey%' AND column_name LIKE 'kpi%'
     UNION ALL
    SELECT 'table ' || tablename FROM pg_tables
     WHERE tablename LIKE 'aftersales_invitation%'
     UNION ALL
    SELECT 'survey ' || survey_type FROM survey_survey WHERE survey_type = 'aftersales'
     UNION ALL
    SELECT 'cron ' || cron_name FROM ir_cron WHERE cron_name LIKE '%questionnaires%'
"""


def query(statement):
    """Rows of a query as text lines."""
    return run("psql", "-XAtc", statement, DATABASE).splitlines()


def odoo(*arguments):
    return run("odoo", *arguments, "--no-http")


@pytest.fixture
def surveys():
    """A database with both add-ons."""
    run("dropdb", "--if-exists", "--force", DATABASE)
    run("createdb", "--template=template0", "--lc-collate=C", DATABASE)
    odoo("-d", DATABASE, "-i", ADDON, "--stop-after-init")
    yield
    run("dropdb", "--force", DATABASE)


def test_uninstalling_surveys_keeps_the_observations(surveys):
    query(ANSWER)
    before = query(LEDGER)
    run("odoo", "module", "uninstall", "-d", DATABASE, ADDON)
    assert query(LEDGER) == before
    assert query(LEFT_BEHIND) == []
    odoo("-d", DATABASE, "-i", ADDON, "--stop-after-init")
    assert query(LEDGER) == before
