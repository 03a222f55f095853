"""Named actors and a clock for tests of the ledger."""

from contextlib import contextmanager
from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user

STAFF_GROUP = "helpdesk_mgmt.group_helpdesk_user"


class LedgerCase(TransactionCase):
    """A company with one team (Monday to Friday, 9 to 17), Anna, Ben and a customer.

    Times are UTC; ``2026-03-02`` is a Monday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.company = cls.env.company
        cls.company.helpdesk_mgmt_ticket_auto_assign = False
        cls.ledger = cls.env["aftersales.observation"]
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "9 to 17",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        }
                    )
                    for day in range(5)
                ],
            }
        )
        cls.anna, cls.anna_employee = cls._make_agent("anna")
        cls.ben, cls.ben_employee = cls._make_agent("ben")
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Service",
                "company_id": cls.company.id,
                "user_ids": [Command.set((cls.anna | cls.ben).ids)],
                "resource_calendar_id": cls.calendar.id,
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer", "email": "customer@example.com"}
        )
        cls.category = cls.env["helpdesk.ticket.category"].create({"name": "Pump"})
        cls.stage_new = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        cls.stage_work = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        cls.stage_done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.stage_cancelled = cls.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_cancelled"
        )
        cls.stage_spam = cls.env["helpdesk.ticket.stage"].create(
            {"name": "Spam", "closed": True, "kpi_outcome": "ignored", "sequence": 9}
        )

    @classmethod
    def _make_agent(cls, login, **values):
        user = new_test_user(cls.env, login, groups=STAFF_GROUP, **values)
        employee = cls.env["hr.employee"].create(
            {"name": login.title(), "user_id": user.id, "company_id": cls.company.id}
        )
        return user, employee

    @contextmanager
    def at(self, moment):
        """One transaction at a moment: everything inside happens then, tracking too."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        cursor, before = self.env.cr, self.env.cr._now
        cursor.flush()
        with freeze_time(moment):
            cursor._now = moment
            yield
            cursor.flush()
        cursor._now = before

    def make_ticket(self, moment, **values):
        with self.at(moment):
            return self.env["helpdesk.ticket"].create(
                {
                    "name": "The pump is broken",
                    "description": "<p>It leaks.</p>",
                    "team_id": self.team.id,
                    "partner_id": self.customer.id,
                    "category_id": self.category.id,
                    "user_id": False,
                    **values,
                }
            )

    def reply(self, ticket, moment, user, **values):
        """A public answer of a user, as the chatter posts it."""
        with self.at(moment):
            return ticket.with_user(user).message_post(
                body="Hello",
                **{
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    **values,
                },
            )

    def write(self, ticket, moment, user=None, **values):
        with self.at(moment):
            ticket.with_user(user or self.anna).sudo().write(values)

    def due(self, moment=None):
        """Post what time has decided until a moment (now by default)."""
        # a test goes back in time, which the remembered progress does not expect
        self.company.kpi_due_until = False
        if not moment:
            return self.ledger._post_due()
        with self.at(moment):
            return self.ledger._post_due()

    def facts(self, ticket, kind=None):
        """Effective facts of a ticket, oldest first."""
        domain = self.ledger._effective_domain() & self._about(ticket, kind)
        return self.ledger.search(domain, order="event_date, id")

    def _about(self, ticket, kind):
        domain = [("ticket_id", "in", ticket.ids)]
        if kind:
            domain.append(("kind_id.code", "=", kind))
        return Domain(domain)
