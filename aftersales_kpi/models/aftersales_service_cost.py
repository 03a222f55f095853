from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

# What people enter; everything else on the sheet follows.
ENTERED = {"line_ids", "chargeable", "fee_charged", "fee_note", "ticket_id"}


class AftersalesServiceCost(models.Model):
    """What one ticket cost, against the standard of its category (R14).

    The standard is the one of the day when the sheet was made: raising it later makes
    no ticket of the past cheaper.
    """

    _name = "aftersales.service.cost"
    _description = "Service Cost"
    _inherit = ["aftersales.guarded", "aftersales.ticket.record", "mail.thread"]
    _given_fields = ENTERED
    _mail_post_access = "read"
    _order = "create_date desc, id desc"

    ticket_id = fields.Many2one(readonly=False)
    category_id = fields.Many2one(
        related="ticket_id.category_id", store=True, string="Category"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("aftersales.service.cost.line", "cost_id")
    labour_minutes = fields.Float(
        "Labour (min)", compute="_compute_costs", store=True, compute_sudo=True
    )
    labour_cost = fields.Monetary(
        compute="_compute_costs", store=True, compute_sudo=True, tracking=True
    )
    parts_cost = fields.Monetary(
        compute="_compute_costs", store=True, compute_sudo=True, tracking=True
    )
    total_cost = fields.Monetary(
        compute="_compute_costs", store=True, compute_sudo=True
    )
    standard_cost = fields.Monetary(
        compute="_compute_standard", store=True, compute_sudo=True
    )
    standard_minutes = fields.Integer(
        compute="_compute_standard", store=True, compute_sudo=True
    )
    standard_fee = fields.Monetary(
        compute="_compute_standard", store=True, compute_sudo=True
    )
    ratio = fields.Float(
        "Of the Standard",
        compute="_compute_ratio",
        store=True,
        compute_sudo=True,
        aggregator=None,
        help="Total cost ÷ standard cost. Empty where the category has no standard.",
    )
    chargeable = fields.Boolean(
        "Customer Pays",
        tracking=True,
        help="Not ticked: warranty or goodwill, so no fee can be expected.",
    )
    fee_charged = fields.Monetary(tracking=True)
    fee_note = fields.Char("Reason for the Fee", help="Where it is not the usual one.")
    fee_reasonable = fields.Boolean(
        compute="_compute_fee_reasonable",
        store=True,
        compute_sudo=True,
        help="Not further from the standard fee than the company's tolerance.",
    )
    margin = fields.Monetary(
        compute="_compute_fee_reasonable",
        store=True,
        compute_sudo=True,
        help="Fee charged − total cost.",
    )

    _ticket_unique = models.Constraint(
        "UNIQUE(ticket_id)", "The cost of this ticket is recorded already."
    )
    _fee_positive = models.Constraint(
        "CHECK(fee_charged >= 0)", "A fee must not be below zero."
    )

    @api.depends("ticket_id")
    def _compute_display_name(self):
        for cost in self:
            cost.display_name = cost.ticket_id.sudo().number

    @api.depends("line_ids.amount", "line_ids.sort", "line_ids.minutes")
    def _compute_costs(self):
        for cost in self:
            labour = cost.line_ids.filtered(lambda line: line.sort == "labour")
            cost.labour_minutes = sum(labour.mapped("minutes"))
            cost.labour_cost = sum(labour.mapped("amount"))
            cost.parts_cost = sum((cost.line_ids - labour).mapped("amount"))
            cost.total_cost = cost.labour_cost + cost.parts_cost

    @api.depends("ticket_id.category_id")
    def _compute_standard(self):
        for cost in self:
            ticket = cost.ticket_id
            standard = self.env["aftersales.standard.cost"]._of(
                ticket.company_id, ticket.category_id
            )
            cost.standard_cost = standard.cost
            cost.standard_minutes = standard.minutes
            cost.standard_fee = standard.fee

    @api.depends("total_cost", "standard_cost")
    def _compute_ratio(self):
        for cost in self:
            cost.ratio = cost.standard_cost and cost.total_cost / cost.standard_cost

    @api.depends("fee_charged", "standard_fee", "total_cost")
    def _compute_fee_reasonable(self):
        for cost in self:
            cost.margin = cost.fee_charged - cost.total_cost
            tolerance = cost.standard_fee * cost.company_id.kpi_fee_tolerance / 100
            off = abs(cost.fee_charged - cost.standard_fee)
            cost.fee_reasonable = cost.currency_id.compare_amounts(off, tolerance) <= 0

    # --- Who may enter costs, and until when ----------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_entered(vals_list)
        costs = super().create(vals_list)
        costs._check_may_enter()
        costs._post_records()
        return costs

    def write(self, vals):
        self._check_entered([vals])
        self._refuse_moving(vals)
        self._check_may_enter()
        result = super().write(vals)
        self._post_records()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_before_it_counts(self):
        self._check_may_enter()
        if any(cost.ticket_id.sudo().kpi_resolve_count for cost in self):
            raise UserError(
                self.env._("The cost of a solved ticket is corrected, not deleted.")
            )

    def _check_entered(self, vals_list):
        computed = {name for name, field in self._fields.items() if field.compute}
        if not self.env.su and any(
            computed & set(vals) - ENTERED for vals in vals_list
        ):
            raise AccessError(
                self.env._("Totals and standards of a cost follow from its lines.")
            )

    def _refuse_moving(self, vals):
        """A sheet stays with its ticket: whose cost it is follows from it (R14)."""
        if "ticket_id" not in vals:
            return
        if any(cost.ticket_id.id != vals["ticket_id"] for cost in self):
            raise UserError(
                self.env._(
                    "A cost sheet stays with its ticket. Enter the cost on the sheet "
                    "of the right ticket, and take it off this one."
                )
            )

    def _check_may_enter(self):
        """Staff while the ticket is open; afterwards not the one whose cost it is."""
        if self.env.su:
            return
        self._check_ticket_write()
        if self._is_leader():
            return
        if any(self.ticket_id.sudo().mapped("closed")):
            raise UserError(
                self.env._(
                    "The ticket is closed: only a team leader or an evaluation officer "
                    "may still change its cost."
                )
            )

    def _summary(self):
        """The total in the company's currency, as on the ticket's button."""
        return format_amount(self.env, self.total_cost, self.currency_id)
