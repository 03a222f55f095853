from odoo import api, fields, models

from .aftersales_bonus import CODES

RULES = {
    "KPIBONUS": "aftersales_kpi_payroll.rule_kpi_bonus",
    "KPIAWARD": "aftersales_kpi_payroll.rule_kpi_award",
    "KPIDEDUCT": "aftersales_kpi_payroll.rule_kpi_deduction",
}


class HrPayrollStructure(models.Model):
    _inherit = "hr.payroll.structure"

    kpi_codes = fields.Char(
        compute="_compute_kpi_codes",
        recursive=True,
        help="Which of our amounts the structure's rules can pay.",
    )
    lacks_kpi_rules = fields.Boolean(compute="_compute_kpi_codes")

    @api.depends("rule_ids.code", "rule_ids.child_ids.code", "parent_id.kpi_codes")
    def _compute_kpi_codes(self):
        for structure in self:
            rules = structure.get_structure_with_parents().get_all_rules()
            codes = set(rules.mapped("code")) & set(CODES.values())
            structure.kpi_codes = ",".join(sorted(codes))
            structure.lacks_kpi_rules = len(codes) < len(CODES)

    def _kpi_codes(self):
        """Codes of ours that the structures' rules pay."""
        return {
            code
            for structure in self
            for code in (structure.kpi_codes or "").split(",")
        }

    def action_add_kpi_rules(self):
        """Add the rules that pay bonuses, awards and deductions, as far as missing."""
        for structure in self:
            missing = set(CODES.values()) - structure._kpi_codes()
            rules = [self.env.ref(RULES[code]).id for code in sorted(missing)]
            structure.write({"rule_ids": [fields.Command.link(one) for one in rules]})
