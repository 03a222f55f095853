"""Who sees and changes money: each model, role and route, with real records.

Scores are for leaders and evaluation officers, amounts are not: those are for payroll,
for HR managers, who see wages too, and for the person.
"""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PayCase

# c create, r read, w change, d delete; who stands in no column does nothing.
TABLE = {
    "aftersales.bonus": {"anna": "r", "hr": "r", "clerk": "r", "boss": "r"},
    "aftersales.bonus.posting": {"hr": "r", "clerk": "r", "boss": "r"},
    "aftersales.bonus.payout": {"hr": "r", "clerk": "r", "boss": "r"},
    "aftersales.bonus.plan": {"hr": "r", "clerk": "r", "boss": "crwd"},
    "aftersales.bonus.base": {"hr": "r", "clerk": "r", "boss": "crwd"},
    "aftersales.bonus.step": {"hr": "r", "clerk": "r", "boss": "crwd"},
    "aftersales.pay.month": {"hr": "r", "clerk": "r", "boss": "r"},
    "aftersales.pay.exception": {"hr": "r", "clerk": "r", "boss": "r"},
    "aftersales.outcome": {
        "anna": "r",
        "leader": "cr",
        "officer": "cr",
        "manager": "cr",
    },
    "aftersales.outcome.rule": {"leader": "r", "officer": "r", "manager": "crwd"},
    "aftersales.incentive": {"leader": "r", "officer": "r", "manager": "crwd"},
}
# Amounts that are for fewer than those who read the record.
AMOUNTS = {
    "aftersales.outcome": ("officer", "manager"),
    "aftersales.outcome.rule": ("officer", "manager"),
    "aftersales.incentive": ("officer", "manager"),
}
# Of OCA's payroll: nothing for those who have no part in it.
PAYROLL = ("hr.payslip", "hr.payslip.line", "hr.payslip.input")
OUTSIDERS = ("anna", "ben", "leader", "officer", "manager", "internal", "customer")
TOUCH = {
    "aftersales.bonus": {"amount": 9999},
    "aftersales.bonus.posting": {"amount": 9999},
    "aftersales.bonus.payout": {"pool_amount": 9999},
    "aftersales.bonus.plan": {"base_amount": 9999},
    "aftersales.bonus.base": {"amount": 9999},
    "aftersales.bonus.step": {"coefficient": 2},
    "aftersales.pay.month": {"draft_count": 9},
    "aftersales.pay.exception": {"people": 9},
    "aftersales.outcome": {"state": "effective"},
    "aftersales.outcome.rule": {"amount": 9999},
    "aftersales.incentive": {"name": "Car"},
}


@tagged("post_install", "-at_install")
class TestPayAccess(HttpCase, PayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # an administrator may give anybody the right to export; rules have to do
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "base.group_allow_export"
        )
        other = cls.env["res.company"].create({"name": "Other"})
        cls.users = {
            "anna": cls.anna_user,
            "ben": cls.ben_user,
            "leader": cls.leader,
            "officer": cls.officer,
            "manager": cls.manager,
            "internal": new_test_user(cls.env, "internal"),
            "customer": new_test_user(cls.env, "customer", groups="base.group_portal"),
            "hr": cls._make_pay_user("hr", "hr.group_hr_manager"),
            "clerk": cls.clerk,
            "boss": cls.boss,
            "stranger": cls._make_pay_user(
                "stranger",
                "payroll.group_payroll_manager,aftersales_kpi.group_manager",
            ),
        }
        for name in ("internal", "customer"):
            cls.users[name].write(
                {
                    "company_ids": [Command.set(cls.company.ids)],
                    "company_id": cls.company.id,
                }
            )
        cls.users["stranger"].write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )

    def setUp(self):
        super().setUp()
        self.plan.write(
            {
                "base_ids": [
                    Command.create({"employee_id": self.anna.id, "amount": 900})
                ],
                "step_ids": [Command.create({"score": 60, "coefficient": 0.5})],
            }
        )
        bonus = self.approved()
        rule = self.env["aftersales.outcome.rule"].create(
            {
                "name": "Rule",
                "measure": "hand",
                "effect": "award",
                "amount": 500,
                "company_id": self.company.id,
            }
        )
        outcome = (
            self.env["aftersales.outcome"]
            .with_user(self.officer)
            .create(
                {
                    "rule_id": rule.id,
                    "employee_id": self.anna.id,
                    "proposal": "Solved a major complaint",
                }
            )
        )
        self.bonus(self.ben).action_hold()  # an exception of the month
        month = self.env["aftersales.pay.month"].search(
            [("company_id", "=", self.company.id), ("date_from", "=", "2026-10-01")]
        )
        outcome.action_grant("Well done")
        self.computed()
        self.env.invalidate_all()
        self.records = {
            "aftersales.bonus": bonus,
            "aftersales.bonus.posting": bonus.posting_ids,
            "aftersales.bonus.payout": bonus.payout_id,
            "aftersales.bonus.plan": self.plan,
            "aftersales.bonus.base": self.plan.base_ids,
            "aftersales.bonus.step": self.plan.step_ids,
            "aftersales.pay.month": month,
            "aftersales.pay.exception": month.exception_ids[:1],
            "aftersales.outcome": outcome,
            "aftersales.outcome.rule": rule,
            "aftersales.incentive": self.env["aftersales.incentive"].create(
                {"name": "Money", "amount": 300, "company_id": self.company.id}
            ),
        }
        self.env.flush_all()

    # --- Trying -----------------------------------------------------------------------

    def as_user(self, role, record):
        user = self.users[role]
        companies = {"allowed_company_ids": user.company_ids.ids}
        return record.with_user(user).sudo(False).with_context(**companies)

    def may(self, attempt):
        """Whether the attempt goes through; whatever happens is undone."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            result = attempt()
            self.env.flush_all()
            return bool(result)
        except (AccessError, UserError):
            return False
        finally:
            self.env.clear()
            savepoint.close(rollback=True)

    def letters(self, role, model):
        record = self.as_user(role, self.records[model])
        spare = record
        if model == "aftersales.bonus.plan":  # the plan itself has paid already
            spare = self.as_user(role, record.sudo().copy({"name": "Spare"}))
        elif model == "aftersales.outcome.rule":
            spare = self.as_user(role, record.sudo().copy({"name": "Spare"}))
        vals = self.records[model].sudo().copy_data()[0]
        if model == "aftersales.outcome":
            vals = {
                "rule_id": record.sudo().rule_id.id,
                "employee_id": self.anna.id,
                "proposal": "Again",
            }
        elif model == "aftersales.bonus.base":
            vals["employee_id"] = self.ben.id
        elif model == "aftersales.bonus.step":
            vals["score"] = 70
        tries = {
            "c": lambda: record.browse().create([vals]),
            "r": lambda: record.read(["display_name"]),
            "w": lambda: record.write(TOUCH[model]),
            "d": lambda: spare.unlink(),
        }
        return "".join(letter for letter, one in tries.items() if self.may(one))

    # --- Tests ------------------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_each_model_and_role(self):
        for model, cells in TABLE.items():
            for role in self.users:
                with self.subTest(model=model, role=role):
                    self.assertEqual(self.letters(role, model), cells.get(role, ""))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_no_other_way_to_read(self):
        """Search, group, name search and export show what reading shows."""
        for model, cells in TABLE.items():
            for role in self.users:
                readable = "r" in cells.get(role, "")
                record = self.as_user(role, self.records[model])
                about = [("id", "in", record.ids)]
                ways = {
                    "search": lambda one=record, about=about: one.search(about),
                    "group": lambda one=record, about=about: one.search_count(about),
                    "name": lambda one=record, about=about: one.name_search(
                        domain=about
                    ),
                    "export": lambda one=record: one.export_data(
                        [".id", "display_name"]
                    )["datas"],
                }
                for way, attempt in ways.items():
                    with self.subTest(model=model, role=role, way=way):
                        self.assertEqual(self.may(attempt), readable)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_amounts_are_for_fewer(self):
        for model, roles in AMOUNTS.items():
            for role in self.users:
                record = self.as_user(role, self.records[model])
                ways = {
                    "read": lambda one=record: one.read(["amount"]),
                    "search": lambda one=record: one.search(
                        [("id", "in", one.ids), ("amount", ">", 0)]
                    ),
                    "sum": lambda one=record: one._read_group(
                        [("id", "in", one.ids)], [], ["amount:sum"]
                    )[0][0],
                    "export": lambda one=record: one.export_data(["amount"])["datas"],
                }
                for way, attempt in ways.items():
                    with self.subTest(model=model, role=role, way=way):
                        self.assertEqual(self.may(attempt), role in roles)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_nothing_in_payslips_contracts_and_messages(self):
        """Neither the slip, nor the contract's base, nor what the chatter says."""
        bonus = self.records["aftersales.bonus"]
        bonus._say("800 it is")
        self.assertFalse(bonus.message_follower_ids)
        base = self.anna.version_id
        for role in OUTSIDERS:
            for model in PAYROLL:
                with self.subTest(role=role, model=model):
                    slips = self.as_user(role, self.env[model])
                    self.assertFalse(self.may(lambda one=slips: one.search([])))
            with self.subTest(role=role, what="base"):
                version = self.as_user(role, base)
                self.assertFalse(
                    self.may(lambda one=version: one.read(["kpi_bonus_base"]))
                )
            if role == "anna":
                continue
            with self.subTest(role=role, what="messages"):
                messages = self.as_user(role, self.env["mail.message"])
                about = [("model", "=", "aftersales.bonus"), ("res_id", "=", bonus.id)]
                self.assertFalse(
                    self.may(lambda one=messages, about=about: one.search(about))
                )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_each_model_over_json2(self):
        """With an API key of each role: rows for whom the table says so."""
        for role, user in self.users.items():
            keys = self.env["res.users.apikeys"].with_user(user).sudo()
            key = keys._generate("rpc", "test", None)
            for model, cells in TABLE.items():
                record = self.records[model]
                answer = self.url_open(
                    f"/json/2/{model}/search_read",
                    json={
                        "domain": [("id", "in", record.ids)],
                        "fields": ["display_name"],
                        "context": {"allowed_company_ids": user.company_ids.ids},
                    },
                    headers={"Authorization": f"bearer {key}"},
                )
                rows = answer.json() if answer.status_code == 200 else []
                with self.subTest(model=model, role=role):
                    self.assertIn(answer.status_code, (200, 403))
                    self.assertEqual(bool(rows), "r" in cells.get(role, ""))

    @mute_logger("odoo.http")
    def test_the_portal_shows_the_own_only(self):
        bonus, outcome = (
            self.records["aftersales.bonus"],
            self.records["aftersales.outcome"],
        )
        paths = [f"/my/bonus/{bonus.id}", f"/my/kpi/outcome/{outcome.id}"]
        for role, user in self.users.items():
            user.password = user.login
            self.authenticate(user.login, user.login)
            for path in paths:
                with self.subTest(role=role, path=path):
                    page = self.url_open(path)
                    self.assertEqual(page.status_code, 200 if role == "anna" else 404)
