"""Uninstalling the pay add-on leaves payslips and scorecards as they are."""

from functools import partial

import pytest

import lifetime
from lifetime import DB, run

DATABASE = f"{DB}_uninstall_payroll"
ADDON = "aftersales_kpi_payroll"

# An employee with a contract, an award, and the payslip that has paid it.
PAID = """
structure = env["hr.payroll.structure"].create(
    {"name": "S", "code": "S", "parent_id": False})
structure.action_add_kpi_rules()
employee = env["hr.employee"].create({
    "name": "Anna", "wage": 3000, "struct_id": structure.id,
    "date_version": "2026-01-01", "contract_date_start": "2026-01-01"})
period = {"date_from": "2026-10-01", "date_to": "2026-10-31"}
bonus = env["aftersales.bonus"]._make([{
    "kind": "award", "employee_id": employee.id, "company_id": env.company.id,
    "currency_id": env.company.currency_id.id, "amount": 100, "full_amount": 100,
    **period}])
bonus.action_approve()
slip = env["hr.payslip"].new({"employee_id": employee.id, **period})
slip.onchange_employee()
slip = env["hr.payslip"].create(slip._convert_to_write(slip._cache))
slip.action_payslip_done()
env.cr.commit()
"""
PAYSLIPS = """
    SELECT slip.state, line.code, line.total
      FROM hr_payslip slip JOIN hr_payslip_line line ON line.slip_id = slip.id
"""
LEFT_BEHIND = """
    SELECT 'column ' || table_name || '.' || column_name
      FROM information_schema.columns
     WHERE table_name IN ('hr_version', 'hr_payslip', 'res_company')
       AND column_name LIKE 'kpi_bonus%'
     UNION ALL
    SELECT 'table ' || tablename FROM pg_tables
     WHERE tablename LIKE 'aftersales_bonus%'
     UNION ALL
    SELECT 'cron ' || cron_name FROM ir_cron WHERE cron_name LIKE '%bonuses%'
"""


query = partial(lifetime.query, DATABASE)


@pytest.fixture
def payroll():
    """A database with both add-ons."""
    lifetime.copy_without_ours(DATABASE)
    run("odoo", "-d", DATABASE, "-i", ADDON, "--stop-after-init", "--no-http")
    yield
    lifetime.drop(DATABASE)


def test_uninstalling_pay_keeps_what_was_paid(payroll, tmp_path):
    script = tmp_path / "paid.py"
    script.write_text(PAID)
    run("bash", "-c", f"odoo shell -d {DATABASE} --no-http < {script}")
    before = query(PAYSLIPS)
    assert before == ["done|KPIAWARD|100.00"]
    run("odoo", "module", "uninstall", "-d", DATABASE, ADDON)
    assert query(PAYSLIPS) == before
    assert query(LEFT_BEHIND) == []
    # the structure goes on without our rules
    assert query("SELECT count(*) FROM hr_structure_salary_rule_rel") == ["0"]
    assert query("SELECT code, active FROM hr_salary_rule") == ["KPIAWARD|f"]
