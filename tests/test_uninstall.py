"""Uninstalling leaves the helpdesk as it was before; what scored it is gone."""

import pytest

import lifetime
from lifetime import DB, run

DATABASE = f"{DB}_uninstall"

# What the helpdesk consists of: columns, constraints and indexes of its tables.
SCHEMA = """
    SELECT 'column', table_name, column_name, data_type, is_nullable
      FROM information_schema.columns
     WHERE table_name LIKE ANY (%(tables)s)
     UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid),
           ''
      FROM pg_constraint
     WHERE conrelid::regclass::text LIKE ANY (%(tables)s)
     UNION ALL
    SELECT 'index', tablename, indexname, indexdef, '' FROM pg_indexes
     WHERE tablename LIKE ANY (%(tables)s)
     ORDER BY 1, 2, 3
"""
TABLES = """ARRAY['helpdesk%', 'rating_rating', 'res_company', 'resource_calendar%']"""
STAGES = "SELECT to_jsonb(s) - 'write_date' FROM helpdesk_ticket_stage s ORDER BY id"
GROUPS = """
    SELECT d.name, i.hid FROM res_groups_implied_rel i
      JOIN ir_model_data d ON d.res_id = i.gid AND d.model = 'res.groups'
     WHERE d.module = 'helpdesk_mgmt' ORDER BY 1, 2
"""
LEFT_BEHIND = """
    SELECT 'table ' || tablename FROM pg_tables WHERE tablename LIKE 'aftersales%'
     UNION ALL
    SELECT 'data ' || name FROM ir_model_data WHERE module = 'aftersales_kpi'
     UNION ALL
    SELECT 'cron ' || cron_name FROM ir_cron WHERE cron_name LIKE 'After-sales KPI%'
"""
TICKET = """
    INSERT INTO helpdesk_ticket (number, name, description, company_id, stage_id,
        rating_status, create_date)
    SELECT 'HT1', 'Broken', '', c.id, s.id, 'no_rate', now()
      FROM res_company c, helpdesk_ticket_stage s WHERE s.closed LIMIT 1
"""


def query(statement):
    return lifetime.query(DATABASE, statement.replace("%(tables)s", TABLES))


@pytest.fixture
def helpdesk():
    """A database with what the add-on depends on, without it."""
    lifetime.copy_without_ours(DATABASE)
    yield
    lifetime.drop(DATABASE)


def snapshot():
    return {"schema": query(SCHEMA), "stages": query(STAGES), "groups": query(GROUPS)}


def test_uninstall_leaves_the_helpdesk_as_it_was(helpdesk):
    query(TICKET)
    before = snapshot()
    run("odoo", "-d", DATABASE, "-i", "aftersales_kpi", "--stop-after-init")
    assert snapshot() != before
    assert query("SELECT count(*) FROM aftersales_observation") != ["0"]
    run("odoo", "module", "uninstall", "-d", DATABASE, "aftersales_kpi")
    assert snapshot() == before
    assert query(LEFT_BEHIND) == []
