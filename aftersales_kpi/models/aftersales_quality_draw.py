import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ..scoring import midnight
from ..scoring.sampling import assign, draw
from .company_day import zone_of

LARGEST_SEED = 999_999


class AftersalesQualityDraw(models.Model):
    """Solved tickets drawn at random, to be checked by somebody else (R11).

    The seed is recorded: whoever doubts the choice draws the same tickets again.
    """

    _name = "aftersales.quality.draw"
    _description = "Draw of Quality Checks"
    _inherit = ["aftersales.guarded", "mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    checklist_id = fields.Many2one(
        "aftersales.quality.checklist", required=True, check_company=True
    )
    date_from = fields.Date(
        "Solved From",
        required=True,
        default=lambda self: fields.Date.start_of(fields.Date.today(), "month"),
    )
    date_to = fields.Date(
        "Solved Until",
        required=True,
        default=lambda self: fields.Date.end_of(fields.Date.today(), "month"),
    )
    team_ids = fields.Many2many(
        "helpdesk.ticket.team",
        string="Teams",
        check_company=True,
        help="Leave empty for all teams of the company.",
    )
    per_person = fields.Integer(
        "Tickets per Person",
        required=True,
        default=5,
        help="As many of everybody who solved tickets; all where there are fewer.",
    )
    seed = fields.Integer(
        required=True, default=lambda self: 1 + secrets.randbelow(LARGEST_SEED)
    )
    checker_ids = fields.Many2many(
        "res.users",
        string="Checkers",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Nobody is given a ticket that he or she solved.",
    )
    deadline = fields.Date()
    state = fields.Selection(
        [("draft", "Draft"), ("drawn", "Drawn")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    check_ids = fields.One2many("aftersales.quality.check", "draw_id", readonly=True)
    check_count = fields.Integer("Checks", compute="_compute_progress")
    done_count = fields.Integer("Submitted", compute="_compute_progress")
    too_few = fields.Char(
        "Fewer Tickets Than Wanted",
        readonly=True,
        copy=False,
        help="People of whom there were not as many solved tickets as wanted.",
    )

    _numbers = models.Constraint(
        "CHECK(per_person > 0 AND seed > 0 AND date_to >= date_from)",
        "Draw at least one ticket a person, with a seed above zero, and let the days "
        "end after they begin.",
    )

    @api.depends("date_from", "date_to", "checklist_id")
    def _compute_display_name(self):
        for one in self:
            days = [format_date(self.env, day) for day in (one.date_from, one.date_to)]
            one.display_name = f"{one.checklist_id.name or ''} · {' – '.join(days)}"

    @api.depends("check_ids.state")
    def _compute_progress(self):
        counts = {}
        for one, state, count in self.env["aftersales.quality.check"]._read_group(
            [("draw_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["draw_id", "state"],
            ["__count"],
        ):
            counts[one.id, state] = count
        for one in self:
            one.done_count = counts.get((one.id, "submitted"), 0)
            one.check_count = one.done_count + counts.get((one.id, "to_do"), 0)

    @api.constrains("checker_ids", "company_id")
    def _check_checkers(self):
        for one in self:
            if one.checker_ids.filtered(
                lambda user, one=one: (
                    user.share or one.company_id not in user.company_ids
                )
            ):
                raise ValidationError(
                    self.env._("Checkers are internal users of the company.")
                )

    def write(self, vals):
        if not self.env.su and set(vals) - {"deadline"}:
            if "state" in vals or any(one.state != "draft" for one in self):
                raise UserError(
                    self.env._(
                        "Tickets were drawn by these rules; only the deadline may "
                        "change. Make another draw for other rules."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if any(one.state != "draft" for one in self):
            raise UserError(self.env._("What was drawn is kept. Withdraw its checks."))

    # --- Drawing --------------------------------------------------------------------

    def action_draw(self):
        """Draw the tickets and give each to somebody who did not solve it."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("The tickets were drawn already."))
        if not self.checklist_id.item_ids:
            raise UserError(self.env._("The checklist has no questions yet."))
        solved = self._solved()
        if not solved:
            raise UserError(
                self.env._("Nobody solved a ticket in these days that is unchecked.")
            )
        drawn = self._drawn(solved)
        self._give(drawn)
        self.sudo().write({"state": "drawn", "too_few": self._too_few_text(solved)})
        self.check_ids.sudo()._tell_checkers()

    def _solved(self):
        """{employee id: {ticket id: (user id, moment)}} of what may be drawn."""
        timezone = zone_of(self.company_id)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.employee_id, r.ticket_id, r.user_id, r.event_date
                  FROM aftersales_observation r
                  JOIN aftersales_kind kind
                    ON kind.id = r.kind_id AND kind.code = 'resolution'
                 WHERE r.company_id = %(company)s AND r.employee_id IS NOT NULL
                   AND r.ticket_id IS NOT NULL
                   AND r.voided_on IS NULL AND r.replaced_by_id IS NULL
                   AND r.event_date >= %(from)s AND r.event_date < %(to)s
                   AND (%(every_team)s OR r.team_id = ANY(%(teams)s))
                   AND NOT EXISTS (
                       SELECT FROM aftersales_quality_check known
                        WHERE known.ticket_id = r.ticket_id
                          AND known.state <> 'withdrawn')
                """,
                company=self.company_id.id,
                **{
                    "from": midnight(self.date_from, timezone),
                    "to": midnight(fields.Date.add(self.date_to, days=1), timezone),
                },
                every_team=not self.team_ids,
                teams=self.team_ids.ids,
            )
        )
        solved = {}
        for employee_id, ticket_id, user_id, moment in rows:
            solved.setdefault(employee_id, {})[ticket_id] = (user_id, moment)
        return solved

    def _drawn(self, solved):
        """[(employee id, ticket id, user id, moment, checker id)]."""
        tickets = draw(solved, self.per_person, self.seed)
        login = {
            employee.id: employee.user_id.id
            for employee in self.env["hr.employee"].sudo().browse(solved)
        }
        solver_of = {
            ticket_id: {login[employee_id], solved[employee_id][ticket_id][0]}
            for employee_id, ticket_ids in tickets.items()
            for ticket_id in ticket_ids
        }
        checker_of = assign(solver_of, self.checker_ids.ids, self.seed)
        unassigned = sorted(set(solver_of) - set(checker_of))
        if unassigned:
            numbers = self.env["helpdesk.ticket"].sudo().browse(unassigned[:5])
            raise UserError(
                self.env._(
                    "Nobody but the person who solved them could check %(tickets)s. "
                    "Name another checker.",
                    tickets=", ".join(numbers.mapped("number")),
                )
            )
        return [
            (
                employee_id,
                ticket_id,
                *solved[employee_id][ticket_id],
                checker_of[ticket_id],
            )
            for employee_id, ticket_ids in tickets.items()
            for ticket_id in ticket_ids
        ]

    def _give(self, drawn):
        lines = [
            fields.Command.create({"item_id": item.id, "sequence": number})
            for number, item in enumerate(self.checklist_id.item_ids)
        ]
        self.env["aftersales.quality.check"].sudo().create(
            [
                {
                    "draw_id": self.id,
                    "ticket_id": ticket_id,
                    "employee_id": employee_id,
                    "user_id": user_id,
                    "solved_on": moment,
                    "checker_id": checker_id,
                    "line_ids": lines,
                }
                for employee_id, ticket_id, user_id, moment, checker_id in drawn
            ]
        )

    def _too_few_text(self, solved):
        people = self.env["hr.employee"].sudo().browse(solved).sorted("name")
        return self.env._(", ").join(
            f"{person.name} ({len(solved[person.id])})"
            for person in people
            if len(solved[person.id]) < self.per_person
        )

    def action_view_checks(self):
        """Open the checks of the draw."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_quality_check_action"
        )
        return {**action, "domain": [("draw_id", "=", self.id)], "context": {}}
