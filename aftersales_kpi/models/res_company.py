from odoo import fields, models

#: A change of these makes earlier decisions by time worth another look.
WINDOWS = {
    "kpi_emergency_priority",
    "kpi_emergency_hours",
    "kpi_repeat_days",
    "kpi_fix_days",
    "kpi_closure_days",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_emergency_priority = fields.Selection(
        [("1", "Medium"), ("2", "High"), ("3", "Very High")],
        string="Urgent From Priority",
        default="3",
        required=True,
    )
    kpi_emergency_hours = fields.Float(
        string="Urgent Answer Within",
        default=24.0,
        required=True,
        help="Hours around the clock in which an urgent ticket has to be answered.",
    )
    kpi_repeat_days = fields.Integer(
        string="Repeat Window",
        default=7,
        required=True,
        help="Days after a solution in which the same customer with the same category "
        "counts as a repeated problem.",
    )
    kpi_fix_days = fields.Integer(
        string="First-Time Fix Window",
        default=7,
        required=True,
        help="Days after a solution without reopening or repeat that make it a "
        "first-time fix.",
    )
    kpi_closure_days = fields.Integer(
        string="Resolution Grace",
        default=14,
        required=True,
        help="Days after which a ticket that is still open counts as not resolved.",
    )
    kpi_due_until = fields.Datetime(
        string="Facts Posted Until",
        readonly=True,
        copy=False,
        help="Facts made by time passing are in the ledger up to this moment.",
    )

    kpi_seal_number = fields.Integer(
        string="Seals",
        readonly=True,
        copy=False,
        help="How many links the chain of sealed scorecards has.",
    )

    kpi_labour_rate = fields.Monetary(
        string="Cost of an Hour of Labour",
        currency_field="currency_id",
        help="What an hour of service work costs, where a line names no other rate.",
    )
    kpi_fee_tolerance = fields.Float(
        string="Fee Tolerance",
        default=10.0,
        required=True,
        help="Per cent by which a fee may differ from the usual one of its category "
        "and still be reasonable.",
    )
    kpi_deduct_parts_wait = fields.Boolean(
        string="Waiting for Parts Is Not Solution Time",
        help="Working time of new solutions is counted without the time that the "
        "ticket waited for parts; elapsed time stays whole.",
    )

    _kpi_cost_positive = models.Constraint(
        "CHECK (kpi_labour_rate >= 0 AND kpi_fee_tolerance >= 0)",
        "The cost of labour and the tolerance of fees must not be below zero.",
    )
    _kpi_windows_positive = models.Constraint(
        "CHECK (kpi_emergency_hours > 0 AND kpi_repeat_days > 0 AND kpi_fix_days > 0"
        " AND kpi_closure_days > 0)",
        "The limits and windows of the evaluation must be longer than zero.",
    )

    def write(self, vals):
        if WINDOWS & vals.keys():
            vals = {**vals, "kpi_due_until": False}
        return super().write(vals)
