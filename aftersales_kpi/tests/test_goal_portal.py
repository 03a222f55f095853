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
        own = self.env["aftersales.goal"].search([("name", "=", "Learn Korean")])
        self.assertEqual((own.employee_id, own.state), (self.anna, "proposed"))
        self.assertEqual(goal.state, "changing")
        self.assertEqual(goal.checkin_ids.achievement, 25)
        goal.with_user(self.leader).action_agree_change()
        self.assertEqual(str(goal.date_to), "2027-05-31")

    def test_r23_a_portal_person_sets_an_own_goal(self):
        """Drafted, sent back, mended and agreed: what the superior may do, too."""
        top = self.make_goal(self.head, level="company", name="Known everywhere")
        top.with_user(self.officer).action_propose()
        top.with_user(self.leader).action_agree()
        page = self.text(self.open_page("paula", "/my/kpi/goals/new"))
        self.assertIn("Known everywhere", page)
        form = {
            "name": "Know the new pumps",
            "measure": "milestones",
            "milestones": "Read the manual\n\nPass the test\n",
            "date_from": "2026-11-01",
            "date_to": "2026-12-31",
            "parent_id": top.id,
        }
        self.post("paula", "/my/kpi/goals/new/save", **form)
        goal = self.env["aftersales.goal"].search([("employee_id", "=", self.paula.id)])
        self.assertEqual((goal.state, goal.parent_id), ("draft", top))
        self.assertEqual(
            goal.milestone_ids.mapped("name"), ["Read the manual", "Pass the test"]
        )
        url = f"/my/kpi/goals/{goal.id}"
        edit = self.text(self.open_page("paula", f"{url}/edit"))
        self.assertIn("Read the manual", edit)
        self.post("paula", f"{url}/save", **form, propose=1)
        self.assertEqual((goal.state, goal.proposed_side), ("proposed", "owner"))
        self.open_page("paula", f"{url}/edit", status=404)
        goal.with_user(self.leader).action_send_back("The test alone says it")
        form.update(measure="indicator", target_value="10")
        form["indicator_id"] = self.indicator("response_time").id
        self.post("paula", f"{url}/save", **form, propose=1)
        goal.with_user(self.leader).action_agree()
        self.assertEqual((goal.state, goal.target_value), ("agreed", 10))
        self.assertFalse(goal.milestone_ids)

    def test_mistakes_in_an_own_goal_are_said_on_the_form(self):
        right = {
            "name": "Mine",
            "measure": "yes_no",
            "date_from": "2026-11-01",
            "date_to": "2026-12-31",
        }
        hidden = self.agree(self.make_goal(self.ben))
        for wrong, said in (
            ({"name": " "}, "Say what you want to reach"),
            ({"date_to": "2026-10-01"}, "cannot end before it starts"),
            ({"date_to": "x"}, "Enter the day as a date"),
            ({"measure": "children"}, "Say how one sees"),
            ({"measure": "milestones"}, "Name the milestones"),
            ({"measure": "indicator", "target_value": "x"}, "target as a number"),
            ({"measure": "indicator", "target_value": "5"}, "choose its indicator"),
            (
                {
                    "measure": "indicator",
                    "target_value": "5",
                    "indicator_id": self.indicator("skill").id,
                },
                "Choose one of the figures",
            ),
            ({"parent_id": hidden.id}, "Choose one of the goals"),
        ):
            page = self.post("paula", "/my/kpi/goals/new/save", **{**right, **wrong})
            self.assertIn(said, page)
        goals = self.env["aftersales.goal"].search(
            [("employee_id", "=", self.paula.id)]
        )
        self.assertFalse(goals)

    def test_nobody_drafts_for_others(self):
        goal = self.make_goal()
        form = {"name": "Mine", "measure": "yes_no", "date_from": "2026-11-01"}
        for login in ("ben", "paula", "leader"):
            self.open_page(login, f"/my/kpi/goals/{goal.id}/edit", status=404)
            self.post(login, f"/my/kpi/goals/{goal.id}/save", 404, **form)
        self.open_page("officer", "/my/kpi/goals/new", status=404)

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
