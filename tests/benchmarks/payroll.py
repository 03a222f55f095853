"""Benchmark h: a batch of payslips that pays bonuses, beside the same without any.

OCA's own wizard makes it for every employee, in a database that has the pay add-on. The
structure has the eight rules of OCA's example, and ours; in one of the two batches
everybody has an approved bonus.
"""

from odoo import Command

from benchmarks import databases
from benchmarks.measure import Cost, Result, cost
from odoo_database import drop_database, environment, install

ADDON = "aftersales_kpi_payroll"
AIM = 1.15
ROUNDS = 2
# code, sequence, category, formula: as in OCA's example of a structure
RULES = (
    ("BASIC", 1, "BASIC", "contract.wage"),
    ("HRA", 5, "ALW", "contract.wage * 0.4"),
    ("CA", 10, "ALW", "800"),
    ("MA", 16, "ALW", "10 * 20"),
    ("GROSS", 100, "GROSS", "categories.BASIC + categories.ALW"),
    ("PF", 120, "DED", "-contract.wage * 0.125"),
    ("PT", 150, "DED", "-200"),
    ("NET", 200, "NET", "categories.BASIC + categories.ALW + categories.DED"),
)


def run(size):
    """Both batches in turn; who begins alternates."""
    name = databases.copy(databases.with_addon(size), "payroll")
    install(name, [ADDON])
    costs = {True: [], False: []}
    for number in range(ROUNDS):
        for with_bonus in (True, False)[:: (1, -1)[number % 2]]:
            with environment(name) as env:
                people = _employ(env)
                costs[with_bonus].append(_batch_cost(env, people, with_bonus))
                env.cr.rollback()
    drop_database(name)
    return [compare(costs[True], costs[False], len(people))]


def compare(with_bonus, without, people):
    """The faster of the rounds of each: what else the machine did is left out."""
    ours, theirs = (
        min(costs, key=lambda one: one.seconds) for costs in (with_bonus, without)
    )
    return Result(
        "h. payroll batch with bonus ÷ without",
        ours.seconds / theirs.seconds,
        AIM,
        f"{people:,} payslips: {ours.seconds:.1f} s and {ours.statements:,} statements "
        f"with, {theirs.seconds:.1f} s and {theirs.statements:,} without; "
        f"with: {ours.breakdown()}",
    )


def _employ(env):
    """A contract with the structure for everybody."""
    structure = _structure(env)
    employees = env["hr.employee"].search([])
    employees.version_id.write(
        {
            "contract_date_start": "2025-01-01",
            "wage": 5000,
            "struct_id": structure.id,
        }
    )
    env.flush_all()
    return employees


def _structure(env):
    categories = {
        code: env["hr.salary.rule.category"].create({"name": code, "code": code})
        for code in dict.fromkeys(category for _c, _s, category, _f in RULES)
    }
    rules = env["hr.salary.rule"].create(
        [
            {
                "name": code,
                "code": code,
                "sequence": sequence,
                "category_id": categories[category].id,
                "amount_select": "code",
                "amount_python_compute": f"result = {formula}",
            }
            for code, sequence, category, formula in RULES
        ]
    )
    structure = env["hr.payroll.structure"].create(
        {
            "name": "Bench",
            "code": "BENCH",
            "parent_id": False,
            "rule_ids": [Command.set(rules.ids)],
        }
    )
    structure.action_add_kpi_rules()
    return structure


def _batch_cost(env, people, with_bonus) -> Cost:
    """What OCA's wizard costs for everybody."""
    if with_bonus:
        _approve_bonuses(env, people)
    run = env["hr.payslip.run"].create(
        {"name": "Bench", "date_start": "2026-01-01", "date_end": "2026-01-31"}
    )
    wizard = env["hr.payslip.employees"].with_context(active_id=run.id)
    wizard = wizard.create({"employee_ids": [Command.set(people.ids)]})
    env.flush_all()
    env.invalidate_all()
    with cost() as spent:
        wizard.compute_sheet()
        env.flush_all()
    paid = env["hr.payslip.line"].search_count([("code", "=", "KPIAWARD")])
    assert paid == (len(people) if with_bonus else 0), paid
    return spent


def _approve_bonuses(env, people):
    bonuses = env["aftersales.bonus"]._make(
        [
            {
                "kind": "award",
                "employee_id": person.id,
                "company_id": person.company_id.id,
                "currency_id": person.company_id.currency_id.id,
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
                "full_amount": 800,
                "amount": 800,
            }
            for person in people
        ]
    )
    bonuses.action_approve()
    env.flush_all()
