"""Whoever may not read a record cannot print it either, over any route (R52, R74)."""

from itertools import product

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PayCase

CONVERTERS = {"qweb-pdf": ("html", "text", "pdf"), "xlsx": ("xlsx",)}


@tagged("post_install", "-at_install")
class TestReportAccess(HttpCase, PayCase):
    """Every report of ours, by its address, as people whom it is not for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        outsiders = {
            "customer": new_test_user(cls.env, "customer", groups="base.group_portal"),
            "internal": new_test_user(cls.env, "internal"),
        }
        for user in outsiders.values():
            user.write(
                {
                    "company_ids": [Command.set(cls.company.ids)],
                    "company_id": cls.company.id,
                }
            )
        cls.outsiders = {**outsiders, "ben": cls.ben_user, "leader": cls.leader}

    def records(self):
        """{model: a record about Anna} for each model that is printed."""
        bonus = self.approved()
        rule = self.env["aftersales.outcome.rule"].create(
            {"name": "Rule", "measure": "hand", "effect": "award", "title": "Star"}
        )
        outcome = (
            self.env["aftersales.outcome"]
            .with_user(self.officer)
            .create(
                {"rule_id": rule.id, "employee_id": self.anna.id, "proposal": "Did it"}
            )
        )
        outcome.action_grant("Well done")
        month = self.env["aftersales.pay.month"].search(
            [("company_id", "=", self.company.id), ("date_from", "=", "2026-10-01")]
        )
        return {
            "aftersales.bonus": bonus,
            "aftersales.outcome": outcome,
            "aftersales.scorecard": self.card(self.cycle, self.anna),
            "aftersales.cycle": self.cycle,
            "aftersales.pay.month": month,
        }

    def our_reports(self):
        ours = self.env["ir.model.data"].search(
            [
                ("model", "=", "ir.actions.report"),
                ("module", "=like", "aftersales\\_kpi%"),
            ]
        )
        return self.env["ir.actions.report"].browse(ours.mapped("res_id"))

    def get(self, user, report, converter, record):
        user.password = user.login
        self.authenticate(user.login, user.login)
        return self.url_open(
            f"/report/{converter}/{report.report_name}/{record.id}",
            allow_redirects=False,
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_r52_reports_are_for_those_who_may_read(self):
        records, reports = self.records(), self.our_reports()
        self.assertGreaterEqual(len(reports), 5)
        # the leader reads the scorecards and outcomes of the own team, never its pay
        readable = {
            ("leader", "aftersales.scorecard"),
            ("leader", "aftersales.outcome"),
        }
        for (role, user), report in product(self.outsiders.items(), reports):
            for converter in CONVERTERS[report.report_type]:
                with self.subTest(role=role, report=report.report_name, to=converter):
                    page = self.get(user, report, converter, records[report.model])
                    if (role, report.model) in readable:
                        self.assertEqual(page.status_code, 200)
                    else:
                        self.assertIn(page.status_code, (403, 404))

    def test_r74_the_person_and_payroll_print_the_statement(self):
        bonus = self.records()["aftersales.bonus"]
        report = self.env.ref("aftersales_kpi_payroll.aftersales_bonus_statement")
        for user in (self.anna_user, self.clerk):
            with self.subTest(user=user.login):
                page = self.get(user, report, "html", bonus)
                self.assertEqual(page.status_code, 200)
                self.assertIn("800.00", page.text)

    @mute_logger("odoo.http")
    def test_r34_no_certificate_before_it_is_granted(self):
        """Leaders read proposals of their team; a certificate is no proposal."""
        outcome = self.records()["aftersales.outcome"]
        outcome.with_user(self.manager).action_revoke("By mistake")
        report = self.env.ref("aftersales_kpi.aftersales_outcome_certificate")
        page = self.get(self.leader, report, "html", outcome)
        self.assertNotEqual(page.status_code, 200)
