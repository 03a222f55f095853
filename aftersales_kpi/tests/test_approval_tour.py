"""A month from scoring to publication, in a browser, by everybody who has a part."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .approval_common import ApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalTour(HttpCase, ApprovalCase):
    def walk(self, user, path, tour):
        user.password = user.login  # as the browser logs in
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()

    def test_a_month_is_asked_for_returned_approved_and_published(self):
        """Officer, team leader, and a head of department who is a plain user."""
        self.team.name = "Customer care"
        self.department.name = "Customer care"
        (self.officer | self.leader).group_ids = [
            Command.link(self.env.ref("hr.group_hr_user").id),
        ]
        self.minutes(self.anna, 15)
        self.minutes(self.ben, 5, 5)
        criterion = {"bands": [(10, 100), (None, 80)], "minimum_sample": 2}
        cycle = self.score(
            self.make_scheme(
                {**criterion, "no_data_policy": "full_points"},
                approval_ids=self.make_levels("team_leader", "department_manager"),
            )
        )
        path = f"/odoo/kpi-cycles/{cycle.id}"
        self.walk(self.officer, path, "kpi_approval_ask")
        self.assertEqual(cycle.acknowledgement_ids.note, "She was on a course")
        self.walk(self.leader, "/odoo/kpi-approvals", "kpi_approval_approve")
        self.walk(self.head_user, "/odoo/kpi-approvals", "kpi_approval_return")
        self.assertEqual((cycle.state, cycle.approval_state), ("scored", "returned"))
        cycle.with_user(self.officer).action_request_approval()
        self.walk(self.leader, "/odoo/kpi-approvals", "kpi_approval_approve")
        self.walk(self.head_user, "/odoo", "kpi_approval_note")
        self.assertIn(
            "Looked at the strike", cycle.approval_ids.decision_ids.mapped("note")
        )
        self.assertEqual(cycle.state, "approved")
        self.walk(self.officer, path, "kpi_approval_publish")
        self.assertEqual(cycle.state, "published")
        self.assertEqual(set(cycle.scorecard_ids.mapped("notice")), {"due"})
