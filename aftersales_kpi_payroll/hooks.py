"""Leaving a payroll that goes on working."""

from .models.hr_payroll_structure import RULES


def uninstall_hook(env):
    """Take our rules out of the structures; what payslips name stays, archived.

    Without this add-on the rules' formulas would find no input, and stop every payslip.
    """
    references = [
        env.ref(xml_id, raise_if_not_found=False) for xml_id in RULES.values()
    ]
    rules = env["hr.salary.rule"].union(*filter(None, references))
    structures = env["hr.payroll.structure"].search([("rule_ids", "in", rules.ids)])
    structures.write({"rule_ids": [(3, rule.id) for rule in rules]})
    rules.input_ids.unlink()
    lines = env["hr.payslip.line"].search([("salary_rule_id", "in", rules.ids)])
    used = lines.salary_rule_id
    used.active = False
    kept = env["ir.model.data"].search(
        [
            ("module", "=", "aftersales_kpi_payroll"),
            "|",
            "&",
            ("model", "=", "hr.salary.rule"),
            ("res_id", "in", used.ids),
            "&",
            ("model", "=", "hr.salary.rule.category"),
            ("res_id", "in", (used.category_id | lines.category_id).ids),
        ]
    )
    kept.unlink()
