from odoo import fields, models


class AftersalesPhoneInterviewAttempt(models.Model):
    """One call of a phone interview and how it ended."""

    _name = "aftersales.phone.interview.attempt"
    _description = "Call"
    _order = "date desc, id desc"
    _rec_name = "outcome"

    interview_id = fields.Many2one(
        "aftersales.phone.interview",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="interview_id.company_id", store=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Interviewer", readonly=True)
    outcome = fields.Selection(
        [
            ("reached", "Interviewed"),
            ("no_answer", "No answer"),
            ("again", "Call again"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
    )
    note = fields.Char(readonly=True)
