from odoo import api, fields, models

from ..models.aftersales_bonus_workflow import MANAGER


class AftersalesSetup(models.TransientModel):
    """The guided set-up brings scores to the payslip: a plan, and salary rules."""

    _inherit = "aftersales.setup"

    pay = fields.Selection(
        selection_add=[("payslip", "Yes, with the payslip")],
        ondelete={"payslip": "set default"},
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    bonus_base = fields.Monetary(
        "Bonus at 100 Points",
        default=1000,
        groups=MANAGER,
        help="What a whole month pays at 100 points; 80 points pay four fifths of it. "
        "Posts, contracts and people may have a base of their own afterwards.",
    )
    structure_ids = fields.Many2many(
        "hr.payroll.structure",
        string="Salary structures that get the rules for bonuses",
        compute="_compute_structure_ids",
        store=True,
        readonly=False,
        groups=MANAGER,
    )

    @api.depends("company_id")
    def _compute_structure_ids(self):
        """Structures that cannot pay a bonus yet."""
        for setup in self:
            structures = self.env["hr.payroll.structure"].search(
                [("company_id", "in", (False, setup.company_id.id))]
            )
            setup.structure_ids = structures.filtered("lacks_kpi_rules")

    def action_set_up(self):
        """Who has the scores paid has to be allowed to."""
        if self.pay == "payslip":
            self.env["aftersales.bonus"]._check_group(MANAGER)
        return super().action_set_up()

    def _start_cycles(self, schemes):
        """The month that is scored first is the first that is paid."""
        cycles = super()._start_cycles(schemes)
        if self.pay == "payslip":
            self._make_plan(cycles[:1])
            self.structure_ids.action_add_kpi_rules()
        return cycles

    def _make_plan(self, cycle):
        scheme = cycle.scheme_id
        return self.env["aftersales.bonus.plan"].create(
            {
                "name": self.env._("Bonus: %s", scheme.name),
                "scheme_id": scheme.id,
                "company_id": self.company_id.id,
                "currency_id": self.company_id.currency_id.id,
                "valid_from": cycle.date_from,
                "base_amount": self.bonus_base,
            }
        )
