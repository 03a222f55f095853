import logging
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..sources import landing, sla, ticket
from .guards import check_officer

_logger = logging.getLogger(__name__)


class AftersalesObservation(models.Model):
    """The one ledger of everything that can be scored; append-only.

    Each row is one dated fact, with a numerator and a denominator in base units
    (seconds, cents, counts, points).  Sources post through :meth:`_post` (values) or
    :meth:`_land` (SQL); a row is never edited: it is voided with a reason, or replaced
    by the next revision.  No log columns: they would name an anonymous rater.
    """

    _name = "aftersales.observation"
    _description = "Observation"
    _order = "event_date desc, id desc"
    _log_access = False

    kind_id = fields.Many2one(
        "aftersales.kind", required=True, readonly=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="User", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        ondelete="restrict",
        help="Only for measures of a whole department.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", readonly=True, ondelete="restrict"
    )
    category_id = fields.Many2one(
        "helpdesk.ticket.category", readonly=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        "helpdesk.ticket.channel", readonly=True, ondelete="restrict"
    )
    priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")],
        readonly=True,
    )
    cause = fields.Selection("_selection_cause", readonly=True)
    numerator = fields.Float(digits=0, readonly=True, aggregator="sum")
    denominator = fields.Float(digits=0, readonly=True, aggregator="sum")
    elapsed = fields.Float(
        "Elapsed Seconds",
        digits=0,
        readonly=True,
        help="Around the clock, where the kind has a clock.",
    )
    date = fields.Datetime(
        "Counts On",
        required=True,
        readonly=True,
        help="Decides the period. Later than the event where the person's period was "
        "already published when the fact became known.",
    )
    event_date = fields.Datetime("Happened On", required=True, readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", readonly=True, ondelete="set null", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    res_model = fields.Char("Record Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    customer_key = fields.Char("Customer Pseudonym", readonly=True)
    origin = fields.Char(
        required=True, readonly=True, help="What the fact is known by; posted once."
    )
    revision = fields.Integer(readonly=True)
    reconstructed = fields.Boolean(
        readonly=True, help="Rebuilt from what Odoo had recorded."
    )
    voided_on = fields.Datetime(readonly=True)
    voided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    void_reason = fields.Char(readonly=True)
    replaced_by_id = fields.Many2one(
        "aftersales.observation", readonly=True, ondelete="restrict"
    )
    exclusion_ids = fields.One2many(
        "aftersales.exclusion", "observation_id", string="Exclusions"
    )
    excluded = fields.Boolean(
        compute="_compute_excluded",
        search="_search_excluded",
        help="True, but not counted for the person.",
    )
    late = fields.Boolean(
        compute="_compute_late",
        search="_search_late",
        help="Became known when the person's period was already published.",
    )
    state = fields.Selection(
        [("counts", "Counts"), ("replaced", "Replaced"), ("voided", "Voided")],
        compute="_compute_state",
        search="_search_state",
    )
    amount = fields.Char(
        "Value", compute="_compute_amount", help="Readable, in the kind's unit."
    )

    _origin_uniq = models.UniqueIndex(
        "(company_id, kind_id, origin, revision)",
        "This fact is in the ledger already.",
    )
    # of what counts: whom a period is about is read from the index alone
    _period_idx = models.Index(
        "(company_id, kind_id, date) INCLUDE (employee_id, team_id)"
        " WHERE voided_on IS NULL AND replaced_by_id IS NULL"
    )
    # few: users who have no employee yet
    _orphan_idx = models.Index(
        "(company_id, user_id) WHERE employee_id IS NULL AND user_id IS NOT NULL"
    )

    @api.model
    def _selection_cause(self):
        return self.env["helpdesk.ticket"]._selection_complaint_cause()

    # ------------------------------------------------------------------
    # Readable fields
    # ------------------------------------------------------------------

    @api.depends("kind_id", "ticket_id", "event_date")
    def _compute_display_name(self):
        for observation in self:
            # the customer's wording of a ticket is not repeated, its number is enough
            about = observation.ticket_id.sudo().number or format_date(
                self.env, observation.event_date
            )
            observation.display_name = f"{observation.kind_id.name} · {about}"

    @api.depends("exclusion_ids.undone_on")
    def _compute_excluded(self):
        for observation in self:
            observation.excluded = any(
                not exclusion.undone_on
                for exclusion in observation.sudo().exclusion_ids
            )

    def _search_excluded(self, operator, value):
        if operator != "in":
            return NotImplemented
        active = Domain("exclusion_ids", "any", [("undone_on", "=", False)])
        return active if True in value else ~active

    @api.depends("date", "event_date")
    def _compute_late(self):
        for observation in self:
            observation.late = observation.date != observation.event_date

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s <> %s",
                SQL.identifier(alias, "date"),
                SQL.identifier(alias, "event_date"),
            )
        )
        return late if True in value else ~late

    @api.depends("voided_on", "replaced_by_id")
    def _compute_state(self):
        for observation in self:
            observation.state = (
                "voided"
                if observation.voided_on
                else "replaced"
                if observation.replaced_by_id
                else "counts"
            )

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        voided = Domain("voided_on", "!=", False)
        replaced = ~voided & Domain("replaced_by_id", "!=", False)
        parts = {"voided": voided, "replaced": replaced, "counts": ~(voided | replaced)}
        return Domain.OR(parts[state] for state in value if state in parts)

    @api.model
    def _effective_domain(self):
        """Facts that count: neither voided nor replaced by a later revision."""
        return Domain("voided_on", "=", False) & Domain("replaced_by_id", "=", False)

    @api.depends("numerator", "denominator", "kind_id")
    def _compute_amount(self):
        for observation in self:
            observation.amount = observation._readable_amount()

    def _readable_amount(self):
        """The value as a person reads it: 7 min, 4 / 5, 12.50, yes or no."""
        number, total = self.numerator, self.denominator
        unit = self.kind_id.sudo().unit
        if unit == "second":
            minutes = number / 60
            if abs(minutes) < 120:
                return self.env._("%s min", f"{minutes:.1f}".removesuffix(".0"))
            return self.env._("%s h", f"{minutes / 60:.1f}".removesuffix(".0"))
        if unit == "cent":
            money = f"{number / 100:.2f}"
            return money if total in (0, 1) else f"{money} / {total / 100:.2f}"
        if unit == "score":
            return f"{number:g} / {total:g}"
        if unit == "check":
            return self.env._("yes") if number else self.env._("no")
        return f"{number:g}" if total in (0, 1) else f"{number:g} / {total:g}"

    # ------------------------------------------------------------------
    # Append-only
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(
            self.env._(
                "Observations are posted by their sources, never typed. "
                "Figures from another system enter as measurements."
            )
        )

    def write(self, vals):
        raise UserError(
            self.env._(
                "An observation is never changed. "
                "Void it, or exclude it, with a reason."
            )
        )

    def unlink(self):
        raise UserError(
            self.env._(
                "An observation is never deleted. "
                "Void it, or exclude it, with a reason."
            )
        )

    def copy(self, default=None):
        raise UserError(self.env._("An observation happens once; it cannot be copied."))

    def _void(self, reason):
        """Say that these facts are wrong, for good: they count nowhere any more.

        Already voided ones keep their first reason.  The reason is obligatory.
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason why these facts are wrong."))
        if not self:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_observation
                   SET voided_on = %(now)s, voided_by_id = %(uid)s,
                       void_reason = %(reason)s
                 WHERE id = ANY(%(ids)s) AND voided_on IS NULL
                """,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                reason=reason.strip(),
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset()

    def action_void(self, reason):
        """Void on the order of an evaluation officer, whatever the interface."""
        check_officer(self.env)
        self.check_access("read")
        self.sudo()._void(reason)

    def action_open_record(self):
        """Open what the fact is about: its ticket, or the record it came from."""
        self.ensure_one()
        if self.ticket_id:
            model, record_id = "helpdesk.ticket", self.ticket_id.id
        else:
            model, record_id = self.res_model, self.res_id
        if model not in self.env or not self.env[model].browse(record_id).exists():
            raise UserError(self.env._("The record behind this fact was deleted."))
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": record_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # Posting
    # ------------------------------------------------------------------

    @api.model
    def _post(self, rows):
        """Post facts given as dicts; return how many were new.

        Keys are ``sources.landing.COLUMNS``, with ``kind`` (a code) for the kind.
        Facts known already by (company, kind, origin, revision) are left as they are.
        """
        kind_id = self.env["aftersales.kind"]._id_of
        values = [
            {
                **{key: value for key, value in row.items() if key != "kind"},
                "kind_id": kind_id(row["kind"]),
            }
            for row in rows
        ]
        if not values:
            return 0
        return self._land(landing.rows_from_values(values))

    @api.model
    def _post_replacing(self, row, previous):
        """Post ``row`` as the next revision of ``previous``, which it replaces."""
        kept = {key: value for key, value in row.items() if key != "kind"}
        revision = previous.revision + 1
        self._land(
            landing.rows_from_values(
                [
                    {
                        **kept,
                        "kind_id": previous.kind_id.id,
                        "origin": previous.origin,
                        "revision": revision,
                    }
                ]
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_observation older SET replaced_by_id = newer.id
                  FROM aftersales_observation newer
                 WHERE older.id = %s AND newer.company_id = older.company_id
                   AND newer.kind_id = older.kind_id AND newer.origin = older.origin
                   AND newer.revision = %s
                """,
                previous.id,
                revision,
            )
        )
        previous.invalidate_recordset()  # its state with it

    @api.model
    def _latest(self, kind, origin, company):
        """The last revision of a fact, voided or not; empty if there is none."""
        return self.sudo().search(
            [
                ("kind_id", "=", self.env["aftersales.kind"]._id_of(kind)),
                ("origin", "=", origin),
                ("company_id", "=", company.id),
            ],
            order="revision desc",
            limit=1,
        )

    @api.model
    def _land(self, rows):
        """Insert what a source says (``landing.Rows``); how many rows were new."""
        # scorecards decide lateness, employees the person
        self.env["hr.employee"].flush_model(["user_id", "company_id"])
        self.env["aftersales.scorecard"].flush_model(["state", "employee_id"])
        published = rows.few or self._anything_published()
        self.env.cr.execute(landing.land(rows, self._now(), published))
        return self.env.cr.rowcount

    @api.model
    def _anything_published(self):
        """Whether a row can be late at all."""
        [[published]] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM aftersales_scorecard"
                " WHERE state IN ('published', 'final'))"
            )
        )
        return published

    @api.model
    def _due_statements(self, until, companies):
        """(kind, rows) of facts made by time passing; add-ons add theirs.

        The order matters: a first-time fix looks at the repeats before it.
        """
        yield "sla", sla.due_sla(until, companies)
        yield "closure", ticket.due_closure(until, companies)
        yield "emergency", ticket.due_emergency(until, companies)
        yield "repeat", ticket.due_repeat(until, companies)
        yield "first_time_fix", ticket.due_first_time_fix(until, companies)

    @api.model
    def _post_due(self, until=None, companies=None):
        """Post what time has decided until a moment (naive UTC, default now).

        One statement per kind; run by the scheduled action and before scoring.
        """
        until = min(filter(None, (until, self._now())))
        companies = companies or self.env["res.company"].sudo().search([])
        self.env.flush_all()
        self._post_due_facts(until, companies.ids)
        for statement in ticket.due_columns(until, companies.ids):
            self.env.cr.execute(statement)
        self._remember_due(until, companies.ids)
        self.env.invalidate_all()

    @api.model
    def _post_due_facts(self, until, company_ids):
        for name, rows in self._due_statements(until, company_ids):
            _logger.debug("due %s: %d facts", name, self._land(rows))
        self._fill_employees(company_ids)

    @api.model
    def _now(self) -> datetime:
        """This transaction's time, in whole seconds like every time of the ledger."""
        return self.env.cr.now().replace(microsecond=0)

    @api.model
    def _remember_due(self, until, company_ids):
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET kpi_due_until = GREATEST(kpi_due_until, %s)"
                " WHERE id = ANY(%s)",
                until,
                list(company_ids),
            )
        )

    @api.model
    def _fill_employees(self, company_ids):
        """Give facts of users who had no employee then the one they have now, once."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_observation o SET employee_id = found.id
                  FROM (SELECT DISTINCT user_id, company_id FROM aftersales_observation
                         WHERE employee_id IS NULL AND user_id IS NOT NULL
                           AND company_id = ANY(%(companies)s)) orphan
                 CROSS JOIN LATERAL (%(employee)s) found
                 WHERE o.employee_id IS NULL AND o.user_id = orphan.user_id
                   AND o.company_id = orphan.company_id
                """,
                companies=list(company_ids),
                employee=landing.employee_of(
                    SQL("orphan.user_id"), SQL("orphan.company_id")
                ),
            )
        )

    @api.model
    def _cron_post_due(self):
        self._post_due()
