from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesServiceCostLine(models.Model):
    """Labour of one person, or one part, that a ticket took (R14)."""

    _name = "aftersales.service.cost.line"
    _description = "Service Cost Line"
    _order = "cost_id, sort, id"
    _check_company_auto = True

    cost_id = fields.Many2one(
        "aftersales.service.cost", required=True, ondelete="cascade", index=True
    )
    ticket_id = fields.Many2one(related="cost_id.ticket_id", store=True, index=True)
    company_id = fields.Many2one(related="cost_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sort = fields.Selection(
        [("labour", "Labour"), ("part", "Part")],
        string="What",
        required=True,
        default="labour",
    )
    name = fields.Char("Description", help="The work done, or the name of the part.")
    employee_id = fields.Many2one("hr.employee", string="Who", check_company=True)
    minutes = fields.Float("Working Minutes", digits=(16, 2))
    quantity = fields.Float(default=1)
    unit_cost = fields.Monetary(
        compute="_compute_unit_cost",
        store=True,
        readonly=False,
        precompute=True,
        help="Per hour of labour, or per piece. Labour: the company's rate unless "
        "another one is entered.",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _positive = models.Constraint(
        "CHECK(minutes >= 0 AND quantity >= 0 AND unit_cost >= 0)",
        "Minutes, pieces and costs must not be below zero.",
    )

    @api.depends("sort", "cost_id")
    def _compute_unit_cost(self):
        for line in self:
            if line.sort == "labour":
                company = line.cost_id.company_id or self.env.company
                line.unit_cost = company.kpi_labour_rate
            else:
                line.unit_cost = line.unit_cost or 0

    @api.depends("sort", "minutes", "quantity", "unit_cost")
    def _compute_amount(self):
        for line in self:
            count = line.minutes / 60 if line.sort == "labour" else line.quantity
            line.amount = line.currency_id.round(count * line.unit_cost)

    # --- A line changes when its sheet may ------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._follow()
        return lines

    def write(self, vals):
        self._refuse_moving(vals)
        self._check_may_change()
        result = super().write(vals)
        self._follow()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_while_open(self):
        self._check_may_change()

    def unlink(self):
        costs = self.cost_id
        result = super().unlink()
        costs.exists()._post_records()
        return result

    def _refuse_moving(self, vals):
        """A line stays on its sheet, as the sheet stays with its ticket."""
        if "cost_id" not in vals:
            return
        if any(line.cost_id.id != vals["cost_id"] for line in self):
            raise UserError(
                self.env._(
                    "A line stays on its cost sheet. Enter it on the sheet of the "
                    "right ticket, and delete it here."
                )
            )

    def _check_may_change(self):
        self.cost_id._check_may_enter()

    def _follow(self):
        self._check_may_change()
        self.cost_id._post_records()
