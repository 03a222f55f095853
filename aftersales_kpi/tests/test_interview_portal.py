"""Interviews and plans on the portal: what one sees, says, and does not get (R61)."""

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal import PortalCase

MEETING = "2026-11-04 09:00:00"


class InterviewPortalCase(PortalCase):
    """Paula is a portal user; her superior talks with her about October."""

    def setUp(self):
        super().setUp()
        self.own = self.card(self.publish(), self.paula)
        self.talk = (
            self.env["aftersales.interview"]
            .with_user(self.leader)
            .create(
                {
                    "scorecard_id": self.own.id,
                    "interviewer_id": self.leader.id,
                    "start": MEETING,
                    "location": "Room 5",
                    "agreement": "<p>Answer sooner.</p>",
                }
            )
        )
        self.path = f"/my/kpi/interview/{self.talk.id}"

    def make_plan(self, agreed=True):
        plans = self.env["aftersales.improvement.plan"].with_user(self.leader)
        plan = plans._start(self.own.with_user(self.leader), self.talk)
        plan.action_countersign()
        if agreed:
            plan.with_user(self.paula_user).action_agree()
        return plan

    def post(self, login, path, status=200, **data):
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            response = self.url_open(
                path, data={"csrf_token": Request.csrf_token(self), **data}
            )
        self.assertEqual(response.status_code, status, path)
        return response.text


@tagged("post_install", "-at_install")
class TestInterviewPortal(InterviewPortalCase):
    def test_from_the_invitation_to_the_confirmation(self):
        card_page = self.open_page("paula", f"/my/kpi/{self.own.id}")
        self.assertEqual(
            card_page.xpath("//a[contains(@class, 'o_kpi_interview_link')]/@href"),
            [self.path],
        )
        page = self.text(self.open_page("paula", self.path))
        for words in ("Planned", "Room 5", "Average response time", "30 / 60 points"):
            self.assertIn(words, page)
        self.assertNotIn("Do you agree with the minutes?", page)
        self.post("paula", f"{self.path}/comment", comment="The line was down")
        self.assertEqual(self.talk.comment, "The line was down")
        self.talk.action_hold()
        page = self.open_page("paula", self.path)
        self.assertIn("Answer sooner.", self.text(page))
        [version, _same] = page.xpath("//input[@name='version']/@value")
        self.post("paula", f"{self.path}/confirm", version=version)
        self.assertEqual(self.talk.state, "confirmed")
        page = self.text(self.open_page("paula", self.path))
        self.assertIn("You agreed with the minutes", page)

    def test_not_agreeing_leads_to_an_appeal(self):
        """R62: the reason stands in the appeal's form already."""
        self.talk.action_hold()
        text = self.post(
            "paula", f"{self.path}/disagree", reason=" ", version=self.talk._version()
        )
        self.assertIn("Say why.", text)
        text = self.post(
            "paula",
            f"{self.path}/disagree",
            reason="The line was down",
            version=self.talk._version(),
        )
        self.assertIn(f"/my/kpi/{self.own.id}/appeal", text)
        form = self.open_page("paula", f"/my/kpi/{self.own.id}/appeal")
        self.assertEqual(
            form.xpath("//textarea[@name='reason']/text()"), ["The line was down"]
        )

    def test_minutes_that_were_corrected_meanwhile(self):
        self.talk.action_hold()
        text = self.post("paula", f"{self.path}/confirm", version="2026-01-01 00:00:00")
        self.assertIn("The minutes were corrected", text)
        self.assertEqual(self.talk.state, "held")

    def test_nobody_else_gets_there(self):
        plan = self.make_plan()
        self.talk.action_hold()
        for login in ("ben", "leader", "officer", "manager"):
            self.open_page(login, self.path, status=404)
            for move in ("comment", "confirm", "disagree", "withdraw"):
                self.post(login, f"{self.path}/{move}", status=404)
            self.post(login, f"/my/kpi/plan/{plan.id}/agree", status=404)
            for move in ("start", "progress", "done"):
                path = f"/my/kpi/plan/action/{plan.action_ids[0].id}/{move}"
                self.post(login, path, status=404)
            self.assertNotIn(
                plan.name, self.text(self.open_page(login, "/my/kpi/plan"))
            )
        self.assertEqual(self.talk.state, "held")
        self.assertEqual(plan.action_ids[0].state, "agreed")
        self.open_page("paula", f"{self.path}/confirm", status=405)

    def test_rules_hold_over_json_2(self):
        """Portal users read their own, and write nothing but by moves."""
        plan = self.make_plan()
        self.talk.action_hold()
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.paula_user)
            .sudo()
            ._generate("rpc", "test", None)
        )

        def call(path, **body):
            with mute_logger("odoo.http"):
                return self.url_open(
                    f"/json/2/{path}",
                    json=body,
                    headers={"Authorization": f"bearer {key}"},
                )

        other = self.card(self.own.cycle_id, self.ben)
        self.env["aftersales.interview"].with_user(self.leader).create(
            {"scorecard_id": other.id, "interviewer_id": self.leader.id}
        )
        for model, record in (
            ("aftersales.interview", self.talk),
            ("aftersales.improvement.plan", plan),
            ("aftersales.improvement.action", plan.action_ids),
        ):
            found = call(f"{model}/search_read", domain=[], fields=["state"]).json()
            self.assertEqual([one["id"] for one in found], record.ids)
            ids = record.ids[:1]
            for method, body in (
                ("write", {"vals": {"state": "done"}}),
                ("unlink", {}),
                ("_set", {"vals": {"state": "done"}}),
            ):
                refused = call(f"{model}/{method}", ids=ids, **body)
                self.assertGreaterEqual(refused.status_code, 400, (model, method))
        moved = call("aftersales.interview/action_reopen", ids=self.talk.ids)
        self.assertEqual(moved.status_code, 422)
        moved = call("aftersales.interview/action_confirm", ids=self.talk.ids)
        self.assertEqual((moved.status_code, self.talk.state), (200, "confirmed"))

    def test_a_plan_from_agreeing_to_done(self):
        plan = self.make_plan(agreed=False)
        page = self.text(self.open_page("paula", "/my/kpi/plan"))
        self.assertIn("Improve: Average response time", page)
        self.assertIn("25 min when it began; target 10 min", page)
        self.post("paula", f"/my/kpi/plan/{plan.id}/agree")
        self.assertEqual(plan.state, "agreed")
        action = plan.action_ids[0]
        path = f"/my/kpi/plan/action/{action.id}"
        self.post("paula", f"{path}/start")
        self.assertEqual(action.state, "in_progress")
        self.post("paula", f"{path}/progress", progress="40")
        self.assertEqual(action.progress, 40)
        self.post("paula", f"{path}/done", note="Templates are written")
        self.assertEqual(
            (action.state, action.done_note), ("done", "Templates are written")
        )
        text = self.post("paula", f"{path}/done")
        self.assertIn("is in state “Done”", text)

    def test_proposals_are_taken_or_not(self):
        self.env["aftersales.training.rule"].create(
            [
                {
                    "name": name,
                    "company_id": self.company.id,
                    "indicator_id": self.indicator("response_time").id,
                }
                for name in ("Typing", "Phone")
            ]
        )
        self.own.cycle_id._propose_trainings()
        typing, phone = self.own.proposal_ids.sorted("name", reverse=True)
        page = self.text(self.open_page("paula", "/my/kpi/plan"))
        self.assertIn("Typing", page)
        for login in ("ben", "leader"):
            self.post(login, f"/my/kpi/proposal/{typing.id}/accept", status=404)
        self.post("paula", f"/my/kpi/proposal/{typing.id}/accept")
        self.assertEqual(typing.state, "accepted")
        text = self.post("paula", f"/my/kpi/proposal/{phone.id}/dismiss", reason="")
        self.assertIn("Say why.", text)
        self.post("paula", f"/my/kpi/proposal/{phone.id}/dismiss", reason="Did it")
        self.assertEqual(phone.dismiss_reason, "Did it")

    def test_a_person_answers_in_the_browser(self):
        """R61: the minutes, the plan, and an action that is done, by clicks."""
        self.make_plan(agreed=False)
        self.talk.action_hold()
        self.start_tour("/my/kpi", "kpi_interview_person", login="paula")
        self.assertEqual(self.talk.state, "confirmed")
        done = self.talk.plan_ids.action_ids.filtered("done_note")
        self.assertEqual(done.state, "done")

    def test_the_superior_leads_through_talk_and_plan(self):
        """R61: from the wish to the minutes and the plan, then the person's answers."""
        self.talk.action_cancel("Another one")
        self.leader.group_ids += self.env.ref("hr.group_hr_user")  # pictures of people
        self.post("paula", f"/my/kpi/{self.own.id}/interview")
        talk = self.own.interview_ids - self.talk
        self.start_tour("/odoo/kpi-interviews", "kpi_interview_leader", login="leader")
        self.env.invalidate_all()
        self.assertEqual(talk.state, "held")
        self.assertEqual(talk.plan_ids.state, "leader_agreed")
        self.assertTrue(talk.event_id)
        self.start_tour("/my/kpi", "kpi_interview_person", login="paula")
        self.env.invalidate_all()
        self.assertEqual((talk.state, talk.plan_ids.state), ("confirmed", "agreed"))

    def test_posting_needs_the_token(self):
        self.talk.action_hold()
        self.authenticate("paula", "paula")
        with mute_logger("odoo.http"):
            response = self.url_open(f"{self.path}/confirm", data={"version": "x"})
        self.assertEqual((response.status_code, self.talk.state), (400, "held"))

    def test_empty_pages_say_what_appears_here(self):
        page = self.text(self.open_page("ben", "/my/kpi/plan"))
        self.assertIn("Nothing is planned for you", page)

    def test_pages_cost_the_same_for_more(self):
        plan = self.make_plan()
        self.open_page("paula", "/my/kpi/plan")
        self.open_page("paula", self.path)
        few, many = [], []
        for counts, more in ((few, 0), (many, 6)):
            if more:
                plan.action_reopen()
                plan.action_ids[0].create(
                    [
                        {
                            "plan_id": plan.id,
                            "name": f"Action {number}",
                            "owner_id": self.paula_user.id,
                            "indicator_id": self.indicator("satisfaction").id,
                        }
                        for number in range(more)
                    ]
                )
                plan.action_countersign()
                plan.with_user(self.paula_user).action_agree()
                self.talk.topic_ids.create(
                    [
                        {
                            "interview_id": self.talk.id,
                            "line_id": self.own.line_ids[0].id,
                        }
                        for _number in range(more)
                    ]
                )
            for path in ("/my/kpi/plan", self.path, f"/my/kpi/{self.own.id}"):
                self.open_page("paula", path)
                with self.counting(counts):
                    self.open_page("paula", path)
        self.assertEqual(few, many)
