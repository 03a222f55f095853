"""R62 on the portal: start an appeal where the doubt is, follow it, answer it."""

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestAppealPortal(PortalCase):
    def setUp(self):
        super().setUp()
        self.cycle = self.publish()
        self.paula_card = self.card(self.cycle, self.paula)
        self.paula_line = self.line(self.cycle, self.paula, "response_time")
        evidence = self.paula_line.sudo().evidence
        self.facts = self.ledger.browse(evidence["id"]).sorted("numerator")
        self.url = f"/my/kpi/{self.paula_card.id}/appeal"

    def send(self, login="paula", status=200, files=None, **values):
        """What the form posts; the line's whole of Paula unless said otherwise."""
        self.authenticate(login, login)
        data = {
            "csrf_token": Request.csrf_token(self),
            "line": self.paula_line.id,
            "scope": "line",
            "kind": "wrong_data",
            "reason": "The line was down.",
            "points": "60",
            **values,
        }
        with mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http"):
            response = self.url_open(self.url, data=data, files=files)
        self.assertEqual(response.status_code, status)
        return response

    def appeals(self):
        return self.env["aftersales.appeal"].search(
            [("scorecard_id", "=", self.paula_card.id)]
        )

    def test_the_way_there(self):
        page = self.open_page("paula", f"/my/kpi/{self.paula_card.id}")
        links = page.xpath(f"//a[@href='{self.url}?line={self.paula_line.id}']")
        self.assertEqual(len(links), 1)
        form = self.open_page("paula", f"{self.url}?line={self.paula_line.id}")
        self.assertEqual(len(form.xpath("//input[@name='records']")), 2)
        self.assertEqual(len(form.xpath("//input[@name='kind']")), 4)

    def test_sending_records(self):
        slow = self.facts[-1]
        self.send(scope="records", records=slow.id, kind="not_my_fault")
        appeal = self.appeals()
        self.assertEqual((appeal.state, appeal.observation_ids), ("submitted", slow))
        self.assertEqual(appeal.decider_ids, self.leader)

    def test_sending_a_line(self):
        response = self.send()
        self.assertIn("To be decided until", response.text)
        self.assertEqual(self.appeals().proposed_points, 60)

    def test_sending_the_whole_card(self):
        self.send(scope="card", line="", points="")
        self.assertEqual(self.appeals().scope, "card")

    def test_files(self):
        self.send(files={"files": ("log.txt", b"down", "text/plain")})
        attachment = self.appeals().attachment_ids
        self.assertEqual((attachment.name, attachment.raw), ("log.txt", b"down"))
        self.assertTrue(attachment.with_user(self.leader).has_access("read"))
        self.assertFalse(attachment.with_user(self.ben_user).has_access("read"))

    def test_too_many_or_too_large_files(self):
        many = [("files", (f"{n}.txt", b"x", "text/plain")) for n in range(6)]
        large = [("files", ("l.bin", b"x" * (5 * 1024 * 1024 + 1), "text/plain"))]
        for files in (many, large):
            response = self.send(files=files)
            self.assertIn("alert-danger", response.text)
            self.assertIn("The line was down.", response.text)  # nothing typed is lost
        self.assertFalse(self.appeals())
        self.assertFalse(
            self.env["ir.attachment"].search_count([("name", "=", "l.bin")])
        )

    def test_mistakes_are_said_on_the_form(self):
        for values in (
            {"reason": " "},
            {"points": "many"},
            {"points": "61"},
            {"scope": "records"},
            {"scope": "records", "records": self.line(self.cycle, self.ben).ids[0]},
        ):
            with self.subTest(**values):
                self.assertIn("alert-danger", self.send(**values).text)
        self.assertFalse(self.appeals())

    def test_without_token_nothing_is_sent(self):
        self.send(csrf_token="", status=400)
        self.assertFalse(self.appeals())

    def test_only_the_own_card_and_appeal(self):
        self.send(login="ben", status=404)
        self.send()
        appeal = self.appeals()
        for path in ("", "/withdraw", "/agree", "/escalate", "/hearing"):
            url = f"/my/kpi/appeal/{appeal.id}{path}"
            with self.subTest(path=path):
                if path in ("", "/hearing"):
                    self.open_page("ben", url, 404)
                else:
                    self.press("ben", url, 404)
        self.assertEqual(appeal.state, "submitted")
        with self.assertRaises(AccessError):
            appeal.with_user(self.paula_user).read(["reason"])

    def test_a_line_of_somebody_else(self):
        other = self.line(self.cycle, self.ben, "response_time")
        self.send(line=other.id, status=404)

    def test_time_line_and_withdrawal(self):
        self.send()
        appeal = self.appeals()
        self.press("paula", f"/my/kpi/appeal/{appeal.id}/withdraw")
        self.assertEqual(appeal.state, "withdrawn")
        page = self.open_page("paula", f"/my/kpi/appeal/{appeal.id}")
        self.assertEqual(len(page.xpath("//ol[hasclass('o_kpi_timeline')]/li")), 2)

    def test_taking_it_higher(self):
        self.department.parent_id = self._make_department("Above")
        self.department.parent_id.manager_id = self._make_employee("Boss", self.manager)
        self.send()
        appeal = self.appeals()
        appeal.with_user(self.leader).action_reject("It was up.")
        page = self.open_page("paula", f"/my/kpi/appeal/{appeal.id}")
        self.assertIn("It was up.", page.text_content())
        self.press("paula", f"/my/kpi/appeal/{appeal.id}/escalate")
        self.assertEqual((appeal.state, appeal.level), ("escalated", 2))

    def test_accepting_the_decision(self):
        self.send()
        appeal = self.appeals()
        appeal.with_user(self.leader).action_reject("It was up.")
        self.press("paula", f"/my/kpi/appeal/{appeal.id}/agree")
        self.assertEqual(appeal.state, "closed")

    def test_what_accepting_would_give(self):
        """20 and 30 minutes are 25: 30 of 60 points; with all 60 it is 30 more."""
        self.authenticate("paula", "paula")
        score = self.paula_card.score
        answer = self.make_jsonrpc_request(
            f"{self.url}/preview", {"line": self.paula_line.id, "points": 60}
        )
        self.assertEqual(answer["text"], f"{score:.2f} → {score + 30:.2f}")
        answer = self.make_jsonrpc_request(
            f"{self.url}/preview",
            {"line": self.paula_line.id, "records": self.facts[-1:].ids},
        )
        self.assertEqual(answer["text"], f"{score:.2f} → {score:.2f}")

    def test_the_other_person_is_heard(self):
        self.send(
            scope="records",
            records=self.facts[-1].id,
            kind="wrong_person",
            other=self.ben.id,
        )
        appeal = self.appeals()
        url = f"/my/kpi/appeal/{appeal.id}/hearing"
        self.open_page("ben", url, 404)  # not asked yet
        appeal.with_user(self.leader).action_hear()
        page = self.open_page("ben", url)
        self.assertNotIn("The line was down.", page.text_content())
        self.authenticate("ben", "ben")
        self.url_open(
            url,
            data={
                "csrf_token": Request.csrf_token(self),
                "statement": "Yes, it is mine.",
            },
        )
        self.assertEqual(
            (appeal.state, appeal.statement), ("heard", "Yes, it is mine.")
        )
        self.assertIn("Yes, it is mine.", self.open_page("ben", url).text_content())

    def test_voided_card(self):
        self.paula_card.with_user(self.officer).action_void("Answered own tickets.")
        voided = self.paula_card._current()
        page = self.open_page("paula", f"/my/kpi/{voided.id}")
        self.assertIn("Answered own tickets.", page.text_content())
        self.assertTrue(page.xpath(f"//a[@href='/my/kpi/{voided.id}/appeal']"))
