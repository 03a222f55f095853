from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..sources import ticket as source

STAFF = "helpdesk_mgmt.group_helpdesk_user_own"

#: Columns made before installation, so that no ticket is recomputed (see hooks.py).
COLUMNS = {
    "kpi_employee_id": "int4",
    "kpi_first_response_date": "timestamp",
    "kpi_first_response_minutes": "float8",
    "kpi_first_responder_id": "int4",
    "kpi_resolved_date": "timestamp",
    "kpi_resolved_by_id": "int4",
    "kpi_resolution_hours": "float8",
    "kpi_reopen_count": "int4",
    "kpi_reassign_count": "int4",
    "kpi_is_complaint": "bool",
    "kpi_complaint_valid": "varchar",
    "kpi_complaint_cause": "varchar",
    "kpi_complaint_employee_id": "int4",
    "kpi_is_repeat": "bool",
    "kpi_first_time_fix": "varchar",
    "kpi_rating": "float8",
    "kpi_closer_id": "int4",
    "kpi_held_since": "timestamp",
    "kpi_spell_count": "int4",
    "kpi_resolve_count": "int4",
}

COMPLAINT_FIELDS = {
    "kpi_is_complaint",
    "kpi_complaint_valid",
    "kpi_complaint_cause",
    "kpi_complaint_employee_id",
}

#: Recorded by the system: nobody types them, whatever the interface (R03).
RECORDED_FIELDS = COLUMNS.keys() - COMPLAINT_FIELDS - {"kpi_employee_id"}


class HelpdeskTicket(models.Model):
    """Posts what happens to a ticket, when it happens, and shows it on the ticket.

    Every KPI field is for staff only: customers may read the tickets they own.
    """

    _inherit = "helpdesk.ticket"

    kpi_employee_id = fields.Many2one(
        "hr.employee",
        string="Served By",
        groups=STAFF,
        copy=False,
        tracking=True,
        help="The employee who did the work, where that is not the assigned user, "
        "for instance a technician without a login.",
    )
    kpi_first_response_date = fields.Datetime(
        "First Response", groups=STAFF, readonly=True, copy=False
    )
    kpi_first_response_minutes = fields.Float(
        "First Response (min)",
        groups=STAFF,
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Working minutes from the request to the first public reply of staff.",
    )
    kpi_first_responder_id = fields.Many2one(
        "res.users", string="First Responder", groups=STAFF, readonly=True, copy=False
    )
    kpi_resolved_date = fields.Datetime(
        "Resolved On", groups=STAFF, readonly=True, copy=False
    )
    kpi_resolved_by_id = fields.Many2one(
        "res.users", string="Resolved By", groups=STAFF, readonly=True, copy=False
    )
    kpi_resolution_hours = fields.Float(
        "Resolution (h)",
        groups=STAFF,
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Elapsed hours from the request to the solution.",
    )
    kpi_reopen_count = fields.Integer(
        "Reopened", groups=STAFF, readonly=True, copy=False
    )
    kpi_reassign_count = fields.Integer(
        "Reassigned", groups=STAFF, readonly=True, copy=False
    )
    kpi_is_complaint = fields.Boolean(
        "Complaint", groups=STAFF, copy=False, tracking=True
    )
    kpi_complaint_valid = fields.Selection(
        [("valid", "Valid"), ("invalid", "Not valid")],
        string="Complaint Finding",
        groups=STAFF,
        copy=False,
        tracking=True,
        help="Empty while under examination. A complaint that is not valid counts for "
        "nobody.",
    )
    kpi_complaint_cause = fields.Selection(
        "_selection_complaint_cause",
        string="Complaint Cause",
        groups=STAFF,
        copy=False,
        tracking=True,
    )
    kpi_complaint_employee_id = fields.Many2one(
        "hr.employee",
        string="Complaint About",
        groups=STAFF,
        copy=False,
        tracking=True,
        help="The responsible person; empty means who serves the ticket.",
    )
    kpi_is_repeat = fields.Boolean(
        "Repeated Problem",
        groups=STAFF,
        readonly=True,
        copy=False,
        help="The same customer had a solution in the same category shortly before.",
    )
    kpi_first_time_fix = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        string="First-Time Fix",
        groups=STAFF,
        readonly=True,
        copy=False,
        help="Neither reopened nor repeated within the window after the solution. "
        "Empty until the window is over.",
    )
    kpi_rating = fields.Float(
        "Last Rating",
        groups=STAFF,
        readonly=True,
        copy=False,
        aggregator="avg",
        help="The last rating that counts, out of 5.",
    )
    kpi_closer_id = fields.Many2one(
        "res.users", string="Closed By", groups=STAFF, readonly=True, copy=False
    )
    kpi_held_since = fields.Datetime(
        groups=STAFF,
        readonly=True,
        copy=False,
        help="Since when the ticket is in its user's hands; empty means since opened.",
    )
    kpi_spell_count = fields.Integer(groups=STAFF, readonly=True, copy=False)
    kpi_resolve_count = fields.Integer(groups=STAFF, readonly=True, copy=False)
    kpi_summary = fields.Char(
        compute="_compute_kpi_summary", groups=STAFF, string="Service Record"
    )

    @api.model
    def _selection_complaint_cause(self):
        return [
            ("attitude", self.env._("Attitude")),
            ("quality", self.env._("Quality")),
            ("timeliness", self.env._("Timeliness")),
            ("price", self.env._("Price")),
            ("other", self.env._("Other")),
        ]

    @api.depends(
        "kpi_first_response_minutes",
        "kpi_resolution_hours",
        "kpi_reopen_count",
        "kpi_rating",
        "user_id",
        "kpi_employee_id",
    )
    def _compute_kpi_summary(self):
        for ticket in self:
            ticket.kpi_summary = " · ".join(ticket._kpi_summary_parts())

    def _kpi_summary_parts(self):
        """The quiet line under the title: what is known about this ticket's service."""
        if self.kpi_first_response_date:
            yield self.env._("first answer %.0f min", self.kpi_first_response_minutes)
        else:
            yield self.env._("not answered yet")
        if self.kpi_resolved_date:
            yield self.env._("solved in %.1f h", self.kpi_resolution_hours)
        if self.kpi_reopen_count:
            yield self.env._("reopened %d ×", self.kpi_reopen_count)
        if self.kpi_rating:
            yield self.env._("rated %g / 5", self.kpi_rating)
        server = self.kpi_employee_id.sudo().name or self.user_id.name
        if server:
            yield self.env._("counts for %s", server)

    # ------------------------------------------------------------------
    # Hooks: creation, changes, replies
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._kpi_check_recorded(vals)
        tickets = super().create(vals_list)
        nobody = (self.env["res.users"], source.OPEN)
        tickets.sudo()._kpi_follow(dict.fromkeys(tickets.ids, nobody))
        tickets.sudo()._kpi_follow_complaint(
            [bool(COMPLAINT_FIELDS & vals.keys()) for vals in vals_list]
        )
        return tickets

    def write(self, vals):
        self._kpi_check_recorded(vals)
        if not {"stage_id", "user_id", "team_id"} & vals.keys():
            result = super().write(vals)
        else:
            before = {
                ticket.id: (ticket._kpi_holder(), ticket._kpi_state())
                for ticket in self.sudo()
            }
            agreements = {
                agreement: agreement.state for agreement in self.sudo().ticket_sla_ids
            }
            result = super().write(vals)
            # read after super: a change of team may compute another stage or user
            self.sudo()._kpi_follow(before, agreements)
        if COMPLAINT_FIELDS & vals.keys():
            self.sudo()._kpi_follow_complaint()
        return result

    def _kpi_check_recorded(self, vals):
        if RECORDED_FIELDS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("The service record is kept by the system; nobody types it.")
            )

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        user = self._kpi_replier(message.sudo())
        if user:
            self.sudo()._kpi_follow_reply(user, message.sudo())
        return result

    # ------------------------------------------------------------------
    # Who and what
    # ------------------------------------------------------------------

    def _kpi_holder(self):
        """The assigned user if that is staff, else nobody."""
        return self.user_id if self.user_id._kpi_is_staff() else self.env["res.users"]

    def _kpi_state(self):
        return source.outcome_of(self.stage_id, self.duplicate_id)

    def _kpi_replier(self, message):
        """The member of staff whose public reply this message is; else nobody (R03)."""
        nobody = self.env["res.users"]
        if (
            message.message_type not in ("comment", "email")
            or message.is_internal
            or message.subtype_id.id != self._kpi_comment_id()
            or not message.author_id
            or message.author_id == self.sudo().partner_id
        ):
            return nobody
        if message.author_id == self.env.user.partner_id:
            return self.env.user._kpi_staff()
        users = message.author_id.with_context(active_test=False).user_ids
        return users._kpi_staff().sorted("id")[:1]

    def _kpi_comment_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")

    def _kpi_opened(self):
        return self.create_date.replace(microsecond=0)

    def _kpi_calendar(self):
        return self.team_id.resource_calendar_id or self.company_id.resource_calendar_id

    def _kpi_clocks(self, begin, end):
        """Columns of a duration: working seconds, and elapsed ones beside."""
        return {
            "numerator": self.env["aftersales.worktime"]._between(
                self._kpi_calendar(), begin, end
            ),
            "elapsed": int((end - begin).total_seconds()),
            "event_date": end,
            "void_reason": source.BEFORE_OPENED if end < begin else None,
        }

    # ------------------------------------------------------------------
    # What a change means (the same in sources/ticket.py as SQL)
    # ------------------------------------------------------------------

    def _kpi_follow(self, before, agreements=None):
        """Post what changed since ``before`` ({id: (holder, state)}), in one statement.

        A change of holder counts before a change of stage made by the same write.
        ``agreements`` are the states of the tickets' agreements before.
        """
        rows = self._kpi_decided_agreements(agreements or {})
        for ticket in self:
            holder, state = before[ticket.id]
            new_holder, new_state = ticket._kpi_holder(), ticket._kpi_state()
            if (holder, state) == (new_holder, new_state):
                continue
            changed = {}
            rows += ticket._kpi_change_holder(holder, new_holder, changed)
            rows += ticket._kpi_change_hands(
                state == source.OPEN and holder,
                new_state == source.OPEN and new_holder,
                changed,
            )
            rows += ticket._kpi_change_state(state, new_state, new_holder, changed)
            if changed:
                ticket.with_context(tracking_disable=True).write(changed)
        self._kpi_post(rows)

    def _kpi_decided_agreements(self, agreements):
        """Service level agreements that a change of stage has met or failed (R19)."""
        now = self.env["aftersales.observation"]._now()
        decided = [
            agreement
            for agreement, state in agreements.items()
            if agreement.state != state
            and agreement.state in ("accomplished", "expired")
        ]
        return [
            {
                "kind": "sla",
                **source.fact(
                    agreement.ticket_id,
                    user_id=agreement.ticket_id._kpi_replier_or_holder().id or None,
                    numerator=int(agreement.state == "accomplished"),
                    event_date=now
                    if agreement.state == "accomplished"
                    else agreement.deadline,
                    origin=f"t{agreement.ticket_id.id}.s{agreement.sla_id.id}",
                    res_model=agreement._name,
                    res_id=agreement.id,
                ),
            }
            for agreement in decided
        ]

    def _kpi_replier_or_holder(self):
        return self.kpi_first_responder_id or self._kpi_holder()

    def _kpi_post(self, rows):
        observations = self.env["aftersales.observation"].sudo()
        observations._post(rows)
        if any(row["kind"] == "resolution" and row["revision"] for row in rows):
            self.env.cr.execute(source.replace_resolutions(self.ids))
            observations.invalidate_model(["replaced_by_id"])

    def _kpi_change_holder(self, holder, new_holder, changed):
        now = self.env["aftersales.observation"]._now()
        if new_holder and new_holder != holder:
            # only the first acceptance is new; the ledger ignores later ones
            yield {
                "kind": "acceptance",
                **source.fact(self, user_id=new_holder.id),
                **self._kpi_clocks(self._kpi_opened(), now),
            }
            if holder:
                changed["kpi_reassign_count"] = self.kpi_reassign_count + 1
                yield {
                    "kind": "reassignment",
                    **source.fact(
                        self,
                        user_id=holder.id,
                        event_date=now,
                        origin=f"t{self.id}.{changed['kpi_reassign_count']}",
                    ),
                }

    def _kpi_change_hands(self, hands, new_hands, changed):
        """A spell in somebody's hands ends, another begins (R05, handling time)."""
        if (hands or None) == (new_hands or None):
            return
        now = self.env["aftersales.observation"]._now()
        if hands:
            changed["kpi_spell_count"] = self.kpi_spell_count + 1
            yield {
                "kind": "handling",
                **source.fact(self, user_id=hands.id),
                **self._kpi_clocks(self.kpi_held_since or self._kpi_opened(), now),
                "origin": f"t{self.id}.{changed['kpi_spell_count']}",
            }
        held_since = now if new_hands and now != self._kpi_opened() else False
        if held_since != self.kpi_held_since:
            changed["kpi_held_since"] = held_since

    def _kpi_change_state(self, state, new_state, holder, changed):
        if new_state == state:
            return
        now = self.env["aftersales.observation"]._now()
        if new_state == source.OPEN:
            yield from self._kpi_reopened(state, now, changed)
            return
        closer = holder or self.env.user._kpi_staff()
        changed["kpi_closer_id"] = closer.id
        who = source.person(self, closer)
        if new_state == source.RESOLVED:
            yield from self._kpi_resolved(who, now, changed)
        elif state == source.RESOLVED:
            changed.update(self._kpi_unresolved())
        solved = (source.RESOLVED, source.UNRESOLVED)
        if new_state in solved and state not in solved:
            grace = fields.Date.add(
                self._kpi_opened(), days=self.company_id.kpi_closure_days
            )
            if now <= grace:
                yield {
                    "kind": "closure",
                    **source.fact(
                        self,
                        **who,
                        event_date=now,
                        numerator=int(new_state == source.RESOLVED),
                    ),
                }
        if new_state == source.IGNORED:
            self._kpi_forget_closure()

    def _kpi_resolved(self, who, now, changed):
        clocks = self._kpi_clocks(self._kpi_opened(), now)
        changed.update(
            kpi_resolve_count=self.kpi_resolve_count + 1,
            kpi_resolved_date=now,
            kpi_resolved_by_id=who["user_id"],
            kpi_resolution_hours=clocks["elapsed"] / 3600,
        )
        yield {
            "kind": "resolution",
            **source.fact(self, **who, revision=self.kpi_resolve_count),
            **clocks,
        }
        if who["user_id"] or who.get("employee_id"):
            yield self._kpi_served(who, now)

    @staticmethod
    def _kpi_unresolved():
        return {
            "kpi_resolved_date": False,
            "kpi_resolved_by_id": False,
            "kpi_resolution_hours": 0,
        }

    def _kpi_served(self, who, moment):
        return {
            "kind": "served",
            **source.fact(
                self,
                **who,
                event_date=moment,
                origin=source.served_origin(self, who),
                customer=source.customer_identity(self),
            ),
        }

    def _kpi_reopened(self, state, now, changed):
        changed.update(self._kpi_unresolved())
        if state == source.IGNORED:
            return
        changed["kpi_reopen_count"] = self.kpi_reopen_count + 1
        yield {
            "kind": "reopen",
            **source.fact(
                self,
                **source.person(self, self.kpi_closer_id),
                event_date=now,
                origin=f"t{self.id}.{changed['kpi_reopen_count']}",
            ),
        }

    def _kpi_forget_closure(self):
        """A ticket that turns out not to count was never a problem left unsolved."""
        closure = self.env["aftersales.observation"]._latest(
            "closure", f"t{self.id}", self.company_id
        )
        if closure and not closure.numerator and not closure.voided_on:
            closure._void(self.env._("The ticket turned out not to count."))

    def _kpi_follow_reply(self, user, message):
        now = message.create_date.replace(microsecond=0)
        who = {"user_id": user.id}
        rows = [self._kpi_served(who, now)]
        if not self.kpi_first_response_date:
            clocks = self._kpi_clocks(self._kpi_opened(), now)
            rows.append({"kind": "response", **source.fact(self, **who), **clocks})
            self.with_context(tracking_disable=True).write(
                {
                    "kpi_first_response_date": now,
                    "kpi_first_response_minutes": clocks["numerator"] / 60,
                    "kpi_first_responder_id": user.id,
                }
            )
        self.env["aftersales.observation"].sudo()._post(rows)

    # ------------------------------------------------------------------
    # Complaints (R01, R09, R10)
    # ------------------------------------------------------------------

    def _kpi_follow_complaint(self, concerned=None):
        """Keep one fact per complaint true: void it, replace it, or post it."""
        for index, ticket in enumerate(self):
            if concerned is None or concerned[index]:
                ticket._kpi_update_complaint()

    def _kpi_update_complaint(self):
        ledger = self.env["aftersales.observation"].sudo()
        known = ledger._latest("complaint", f"t{self.id}", self.company_id)
        stands = known and not known.voided_on
        counts = self.kpi_is_complaint and self.kpi_complaint_valid != "invalid"
        if not counts:
            if stands:
                self._kpi_check_not_about_me(known)
                known._void(self._kpi_no_complaint_reason())
            return
        row = self._kpi_complaint_row(known)
        if not known:
            ledger._post([row])
        elif not stands:
            ledger._post([{**row, "revision": known.revision + 1}])
        elif self._kpi_complaint_differs(known, row):
            if known.employee_id.id != row.get("employee_id"):
                self._kpi_check_not_about_me(known)
            ledger._post_replacing(row, known)

    def _kpi_check_not_about_me(self, complaint):
        """Nobody clears himself of a complaint, or passes it on to a colleague."""
        if self.env.user == (complaint.employee_id.user_id or complaint.user_id):
            raise AccessError(
                self.env._("Somebody else has to decide about a complaint about you.")
            )

    def _kpi_no_complaint_reason(self):
        if self.kpi_is_complaint:
            return self.env._("The complaint was found not valid.")
        return self.env._("The ticket is not a complaint.")

    def _kpi_complaint_row(self, known):
        """The responsible person is the named one, else as first booked."""
        named = self.kpi_complaint_employee_id
        if named:
            who = {"employee_id": named.id, "user_id": named.user_id.id or None}
        elif known and not known.voided_on:
            who = {
                "employee_id": known.employee_id.id or None,
                "user_id": known.user_id.id or None,
            }
        else:
            who = source.person(self, self._kpi_holder())
        return {
            "kind": "complaint",
            **source.fact(
                self,
                **who,
                event_date=self._kpi_opened(),
                cause=self.kpi_complaint_cause or None,
                customer=source.customer_identity(self),
            ),
        }

    @staticmethod
    def _kpi_complaint_differs(known, row):
        return (
            known.cause or None,
            known.employee_id.id or None,
            known.user_id.id or None,
        ) != (row["cause"], row.get("employee_id") or None, row["user_id"])

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_kpi_observations(self):
        """The facts in the ledger about this ticket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_kpi.aftersales_observation_action"
        )
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {}}
