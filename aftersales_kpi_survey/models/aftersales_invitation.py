import secrets

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from odoo.addons.aftersales_kpi.sources import ticket as source

QUEUED_COLUMNS = (
    "survey_id",
    "company_id",
    "campaign_id",
    "ticket_id",
    "team_id",
    "partner_id",
    "email",
    "phone",
    "lang",
    "employee_id",
    "user_id",
    "access_token",
    "queued_on",
    "send_on",
)

#: Why somebody is not asked; ``sources.eligibility`` decides.
SKIP_REASONS = [
    ("no_address", "No address"),
    ("opted_out", "Does not want to be asked"),
    ("colleague", "A colleague"),
    ("reopened", "No longer resolved"),
    ("quiet", "Asked a short time ago"),
]
#: What a later solution of the same ticket decides anew.
REQUEUED_COLUMNS = ("team_id", "employee_id", "user_id", "queued_on", "send_on")


class AftersalesInvitation(models.Model):
    """A customer who is, or would be, asked to fill a questionnaire.

    Who is rated is fixed when it is queued. The answer itself, a ``survey.user_input``,
    is made at the customer's first click, never by opening the link. No log columns: a
    time of writing would lead from an anonymous answer back to its customer.
    """

    _name = "aftersales.invitation"
    _description = "Invitation to a Questionnaire"
    _inherit = ["aftersales.survey.workflow"]
    _order = "id desc"
    _log_access = False
    _rec_name = "email"

    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, ondelete="set null")
    team_id = fields.Many2one(
        "helpdesk.ticket.team", readonly=True, ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    email = fields.Char(readonly=True, help="Normalised; empty once erased.")
    phone = fields.Char(readonly=True)
    lang = fields.Char(readonly=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="About",
        readonly=True,
        ondelete="restrict",
        help="Who served the customer when the invitation was queued.",
    )
    user_id = fields.Many2one(
        "res.users", string="About (Login)", readonly=True, ondelete="restrict"
    )
    access_token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: self._new_token(),
    )
    state = fields.Selection(
        [
            ("queued", "To send"),
            ("skipped", "Not sent"),
            ("sent", "Sent"),
            ("started", "Begun"),
            ("answered", "Answered"),
            ("expired", "Not answered"),
            ("cancelled", "Cancelled"),
        ],
        default="queued",
        required=True,
        readonly=True,
    )
    skip_reason = fields.Selection(
        SKIP_REASONS, string="Not Sent Because", readonly=True
    )
    queued_on = fields.Datetime(readonly=True, default=fields.Datetime.now)
    send_on = fields.Datetime(
        "Send From", required=True, readonly=True, default=fields.Datetime.now
    )
    sent_on = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    reminder_count = fields.Integer("Reminders", readonly=True)
    answer_ids = fields.One2many(
        "survey.user_input",
        "kpi_invitation_id",
        string="Answers",
        readonly=True,
        help="At most one; none for an anonymous questionnaire.",
    )
    score = fields.Float(compute="_compute_score", help="Of 100.")

    _token_uniq = models.UniqueIndex("(access_token)")
    _ticket_uniq = models.UniqueIndex(
        "(ticket_id, survey_id) WHERE ticket_id IS NOT NULL",
        "The customer of this ticket is asked this only once.",
    )
    _due_idx = models.Index("(send_on) WHERE state = 'queued'")
    _open_idx = models.Index("(deadline) WHERE state IN ('sent', 'started')")
    _address_idx = models.Index("(COALESCE(email, phone), company_id)")

    @api.depends("answer_ids.kpi_score", "answer_ids.state")
    def _compute_score(self):
        for invitation in self:
            invitation.score = invitation.answer_ids[:1].kpi_score

    @api.depends("survey_id", "ticket_id", "email")
    def _compute_display_name(self):
        for invitation in self:
            parts = (invitation.survey_id.title, invitation.ticket_id.display_name)
            invitation.display_name = " · ".join(filter(None, parts))

    @api.model
    def _new_token(self):
        return secrets.token_urlsafe(24)

    # --- Queue ------------------------------------------------------------------------

    @api.model
    def _queue_tickets(self, tickets):
        """Queue an invitation for each resolved ticket, unless its customer was asked.

        One that waits, or was left out because the ticket was open again, is about who
        resolved it now.
        """
        now = self.env["aftersales.observation"]._now()
        self._insert([self._prepare_ticket_vals(ticket, now) for ticket in tickets])
        reopened = tickets.filtered("kpi_reopen_count")
        if reopened:
            self.sudo()._queue_again(reopened, now)

    def _queue_again(self, tickets, now):
        """Whoever was not asked because of the reopening is asked after all.

        Rated is who solved it in the end. Otherwise closing, reopening and closing
        again would be a way to keep a customer from being asked.
        """
        waiting = self.search(
            [
                ("ticket_id", "in", tickets.ids),
                ("campaign_id", "=", False),
                "|",
                ("state", "=", "queued"),
                "&",
                ("state", "=", "skipped"),
                ("skip_reason", "=", "reopened"),
            ]
        )
        for invitation in waiting:
            vals = self._prepare_ticket_vals(invitation.ticket_id, now)
            invitation._move(
                "action_queue_again",
                skip_reason=False,
                **{name: vals.get(name) for name in REQUEUED_COLUMNS},
            )

    @api.model
    def _insert(self, vals_list):
        """Insert queued invitations in one statement; known ones are left alone.

        A conflict must not stop an agent who resolves a ticket for the second time.
        """
        rows = SQL(", ").join(
            SQL(
                "(%s, 'queued')",
                SQL(", ").join(SQL("%s", vals.get(name)) for name in QUEUED_COLUMNS),
            )
            for vals in vals_list
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO aftersales_invitation (%s, state) VALUES %s"
                " ON CONFLICT DO NOTHING",
                SQL(", ").join(map(SQL.identifier, QUEUED_COLUMNS)),
                rows,
            )
        )

    @api.model
    def _prepare_ticket_vals(self, ticket, now):
        company = ticket.company_id
        return {
            **self._prepare_customer_vals(ticket),
            **self._prepare_rated_vals(ticket),
            "survey_id": ticket.team_id.kpi_survey_id.id,
            "company_id": company.id,
            "ticket_id": ticket.id,
            "team_id": ticket.team_id.id,
            "queued_on": now,
            "send_on": fields.Datetime.add(now, hours=company.kpi_survey_delay_hours),
            "access_token": self._new_token(),
        }

    @api.model
    def _prepare_rated_vals(self, ticket):
        """Who resolved the ticket: from now on nobody else is meant."""
        who = source.person(ticket, ticket.kpi_resolved_by_id)
        if who.get("employee_id"):
            return who
        employees = ticket.kpi_resolved_by_id.employee_ids
        same = employees.filtered(lambda one: one.company_id == ticket.company_id)
        only = employees if len(employees) == 1 else employees.browse()
        return {**who, "employee_id": (same or only)[:1].id or None}

    @api.model
    def _prepare_customer_vals(self, ticket):
        partner = ticket.partner_id
        email = email_normalize(ticket.partner_email or partner.email or "")
        return {
            "partner_id": partner.id or None,
            "email": email or None,
            "phone": self._phone_of(partner) or None,
            "lang": partner.lang or ticket.company_id.partner_id.lang or None,
        }

    def _address(self):
        """Where the customer was asked: by this one is also decided whether to ask."""
        return self.email or self.phone

    @api.model
    def _phone_of(self, partner):
        """The number as networks and lists of refusals write it, where that is known.

        The field comes with Odoo's phone_validation, which need not be installed.
        """
        known = "phone_sanitized" in partner._fields and partner.phone_sanitized
        return known or partner.phone

    # --- What an officer does ---------------------------------------------------------

    def action_cancel(self):
        """Do not ask these customers, or ask them no longer."""
        self._of_officer()._move("action_cancel")

    def action_send_now(self):
        """Send these without waiting for the scheduled action."""
        self._of_officer().filtered(lambda one: one.state == "queued")._send()

    def action_view_answer(self):
        """Open what the customer answered, as far as it may be seen."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.user_input",
            "res_id": self.answer_ids[:1].id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_erase(self):
        """Erase who was asked and what was said; the score's number stays (privacy)."""
        invitations = self._of_officer()
        answers = invitations.answer_ids
        self.env["aftersales.observation"].sudo()._forget_answers(answers)
        answers.unlink()
        asked = self._transitions["action_cancel"].sources
        invitations.filtered(lambda one: one.state in asked)._move("action_cancel")
        invitations.write(
            {
                "partner_id": False,
                "ticket_id": False,
                "email": False,
                "phone": False,
                "short_code": False,
            }
        )
        for invitation in invitations:
            invitation.access_token = self._new_token()
