"""R23 on the portal: agree, send back, check in, propose a change; only one's own."""

from odoo import Command
from odoo.http import Request
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .goal_common import GoalCase
from .test_portal import PortalCase


class TestGoalPages(GoalCase, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paula.parent_id = cls.head

    def post(self, login, path, status=200, **data):
        """What a form of the page posts; the page that comes back."""
        self.authenticate(login, login)
        with mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http"):
            response = self.url_open(
                path, data={"csrf_token": Request.csrf_token(self), **data}
            )
        self.assertEqual(response.status_code, status, path)
        self.env.invalidate_all()
        return response.text

    def test_from_proposal_to_check_in(self):
        """As a portal user, who may write nothing by any other way."""
        goal = self.milestones(1, employee=self.paula)
        goal.with_user(self.leader).action_propose()
        url = f"/my/kpi/goals/{goal.id}"
        listing = self.text(self.open_page("paula", "/my/kpi/goals"))
        self.assertIn("Answer within", listing)
        self.assertIn("Do you agree?", self.text(self.open_page("paula", url)))
        self.assertIn(
            "Say why", self.post("paula", f"{url}/answer", answer="send_back")
        )
        self.post("paula", f"{url}/answer", answer="send_back", reason="Too much")
        self.assertEqual(goal.state, "draft")
        goal.with_user(self.leader).action_propose()
        self.post("paula", f"{url}/answer", answer="agree")
        self.assertEqual(goal.state, "agreed")
        self.post("paula", f"{url}/milestone/{goal.milestone_ids.id}")
        self.assertTrue(goal.milestone_ids.done_on)
        page = self.post("paula", f"{url}/checkin", text="Done", outlook="at_risk")
        self.assertIn("At risk", page)
        checkin = goal.checkin_ids
        self.assertEqual(
            (checkin.text, checkin.user_id, checkin.achievement),
            ("Done", self.paula_user, 100),
        )

    def test_what_a_person_clicks(self):
        """From the proposal to a change on the table, in a browser."""
        goal = self.milestones(1, 3, name="Pass the tests", date_to="2026-12-31")
        goal.with_user(self.leader).action_propose()
        self.start_tour("/my/kpi", "aftersales_kpi_goal", login="anna")
        self.env.invalidate_all()
        self.assertEqual(goal.state, "changing")
        self.assertEqual(goal.checkin_ids.achievement, 25)
        goal.with_user(self.leader).action_agree_change()
        self.assertEqual(str(goal.date_to), "2027-05-31")

    def test_a_change_is_proposed_and_answered(self):
        goal = self.agree(self.make_goal())
        url = f"/my/kpi/goals/{goal.id}"
        bad = self.post("anna", f"{url}/change", target_value="x", reason="Holidays")
        self.assertIn("Enter the target as a number", bad)
        page = self.post(
            "anna", f"{url}/change", target_value="12,5", reason="Holidays"
        )
        self.assertIn("10 → 12.5", page)
        goal.with_user(self.leader).action_decline_change("No")
        goal.with_user(self.leader).action_propose_change({"weight": 2}, "It matters")
        self.post("anna", f"{url}/answer", answer="agree_change")
        self.assertEqual((goal.weight, goal.target_value), (2, 10))

    def test_nobody_else_gets_in(self):
        goal = self.agree(self.milestones(1))
        url = f"/my/kpi/goals/{goal.id}"
        new_test_user(
            self.env,
            "oscar",
            groups="base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for login in ("ben", "oscar", "leader"):
            self.open_page(login, url, status=404)
            for path, data in (
                ("answer", {"answer": "agree"}),
                ("checkin", {"text": "Mine"}),
                ("change", {"target_value": "1", "reason": "Mine"}),
                (f"milestone/{goal.milestone_ids.id}", {}),
            ):
                self.post(login, f"{url}/{path}", status=404, **data)
        self.assertFalse(goal.checkin_ids | goal.checkin_ids)
        self.assertFalse(goal.milestone_ids.done_on)

    def test_a_milestone_of_another_goal_is_not_found(self):
        goal, other = self.agree(self.milestones(1)), self.agree(self.milestones(1))
        self.post(
            "anna",
            f"/my/kpi/goals/{goal.id}/milestone/{other.milestone_ids.id}",
            status=404,
        )

    def test_an_unknown_answer_is_not_found(self):
        goal = self.make_goal()
        self.post(
            "anna", f"/my/kpi/goals/{goal.id}/answer", 404, answer="action_cancel"
        )
