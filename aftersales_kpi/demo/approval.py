"""The demo company's last month, on its way through two levels of approval.

The leader has approved the results of one team; those of the other wait, and after them
the officers of Human Resources.
"""

from dateutil.relativedelta import relativedelta

from odoo import Command

LEVELS = ("team_leader", "officer")
NOTE = "Looked at with the team on Monday."


class DemoApproval:
    """Names the levels of the scheme, and begins a round for the last month."""

    def __init__(self, env):
        self.env = env

    def load(self):
        """Score the month, accept what is to accept, and let the leader begin."""
        scheme = self.env.ref("aftersales_kpi.scheme_client")
        if scheme.approval_ids:
            return
        scheme.approval_ids = [
            Command.create({"kind": kind, "sequence": 10 * number})
            for number, kind in enumerate(LEVELS, 1)
        ]
        cycle = self._last_month(scheme)
        if cycle.state not in ("draft", "open"):
            return
        if cycle.state == "draft":
            cycle.action_open()
        cycle.action_score()
        cycle._look_for_suspicions()
        officer = self.env.ref("aftersales_kpi.demo_user_wuhua")
        asking = cycle.with_user(officer)
        if asking.open_exception_count:
            asking.action_accept_exceptions(NOTE)
        asking.action_request_approval()
        hotline = self.env.ref("aftersales_kpi.demo_team_hotline")
        leader = self.env.ref("aftersales_kpi.demo_user_sunli")
        cycle.approval_ids.filtered(
            lambda part: part.team_id == hotline and leader in part.pending_ids
        ).with_user(leader).action_approve()
        self._forget_mails()

    def _last_month(self, scheme):
        values = {
            "scheme_id": scheme.id,
            "company_id": self.env.ref("base.main_company").id,
            "date_from": self.env.cr.now().date() - relativedelta(months=1, day=1),
        }
        cycles = self.env["aftersales.cycle"]
        found = cycles.search(
            [
                *((name, "=", value) for name, value in values.items()),
                ("state", "!=", "cancelled"),
            ]
        )
        return found or cycles.create(values)

    def _forget_mails(self):
        """Nobody writes to people who do not exist."""
        self.env["mail.mail"].search(
            [("model", "=", "aftersales.cycle.approval")]
        ).unlink()
