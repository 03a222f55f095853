"""A published October whose scores are money, and the payroll that pays it."""

from odoo import Command
from odoo.tests import Form, new_test_user

from odoo.addons.aftersales_kpi.tests.engine_common import EngineCase

OCTOBER = ("2026-10-01", "2026-10-31")
NOVEMBER = ("2026-11-01", "2026-11-30")


class PayCase(EngineCase):
    """Anna answered in 5, 10 and 45 minutes: mean 20, so 80 of 100 points.

    Without the 45 it is 7.5, so all 100; Ben answered in 40, so 0. Both earn 3000, and
    1000 is their bonus at 100 points. It is the second of November.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._make_pay_user("clerk", "payroll.group_payroll_user")
        cls.boss = cls._make_pay_user("boss", "payroll.group_payroll_manager")
        cls.scheme = cls.make_scheme(
            {"bands": [(10, 100), (30, 80), (None, 0)]}, appeal_days=3, answer_days=2
        )
        cls.structure = cls._make_structure()
        for employee in cls.anna | cls.ben:
            cls.employ(employee)
        cls.plan = cls._make_plan(base_amount=1000)

    @classmethod
    def _make_pay_user(cls, login, group):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _make_structure(cls, with_rules=True):
        category = cls.env["hr.salary.rule.category"]
        basic = category.create({"name": "Basic", "code": "BASIC"})
        net = category.create({"name": "Net", "code": "NET"})
        rules = cls.env["hr.salary.rule"].create(
            [
                {
                    "name": name,
                    "code": name,
                    "sequence": sequence,
                    "category_id": owner.id,
                    "amount_select": "code",
                    "amount_python_compute": formula,
                }
                for name, sequence, owner, formula in (
                    ("BASIC", 1, basic, "result = contract.wage"),
                    (
                        "NET",
                        200,
                        net,
                        "result = categories.BASIC + categories.ALW + categories.DED",
                    ),
                )
            ]
        )
        structure = cls.env["hr.payroll.structure"].create(
            {
                "name": "Service",
                "code": "S",
                "company_id": cls.company.id,
                "parent_id": False,
                "rule_ids": [Command.set(rules.ids)],
            }
        )
        if with_rules:
            structure.action_add_kpi_rules()
        return structure

    @classmethod
    def employ(cls, employee, **values):
        """Give the employee a contract of this year."""
        employee.version_id.write(
            {
                "contract_date_start": "2026-01-01",
                "wage": 3000,
                "struct_id": cls.structure.id,
                **values,
            }
        )

    @classmethod
    def _make_plan(cls, **values):
        return cls.env["aftersales.bonus.plan"].create(
            {
                "name": "Monthly bonus",
                "scheme_id": cls.scheme.id,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "valid_from": "2026-01-01",
                **values,
            }
        )

    # --- The month ------------------------------------------------------------------

    def publish(self, **values):
        """October, scored and published."""
        self.facts = self.minutes(self.anna, 5, 10, 45)
        self.minutes(self.ben, 40)
        self.cycle = self.score(self.scheme, **values)
        self.cycle.action_approve()
        self.cycle.action_publish()
        return self.cycle

    @property
    def slow(self):
        """The 45 minutes."""
        return self.facts[2]

    def bonus(self, employee=None, **values):
        """The bonuses of a person, oldest first."""
        return self.env["aftersales.bonus"].search(
            [("employee_id", "=", (employee or self.anna).id)], order="id"
        )

    def approved(self, **values):
        """Anna's bonus of October, approved."""
        self.publish(**values)
        bonus = self.bonus()
        bonus.with_user(self.clerk).action_approve()
        return bonus

    def prepare(self):
        """What the scheduled action does, without its commits."""
        cycles = self.env["aftersales.cycle"]._payable_cycles()
        self.env["aftersales.bonus.payout"]._prepare_cycles(cycles)

    def correct(self, reason="The 45 minutes were a power cut"):
        """October's card without the 45 minutes: 100 points."""
        card = self.card(self.cycle, self.anna)
        return card._revise(reason, removed=self.slow.ids)

    # --- Payslips -------------------------------------------------------------------

    def slip(self, employee=None, period=OCTOBER, **values):
        """A payslip made by hand, as the form fills it in; not computed yet."""
        payslips = self.env["hr.payslip"].with_user(self.boss)
        draft = payslips.new(
            {
                "employee_id": (employee or self.anna).id,
                "date_from": period[0],
                "date_to": period[1],
                **values,
            }
        )
        draft.onchange_employee()
        return payslips.create(draft._convert_to_write(draft._cache))

    def computed(self, *args, **values):
        slip = self.slip(*args, **values)
        slip.compute_sheet()
        return slip

    def confirmed(self, *args, **values):
        slip = self.computed(*args, **values)
        slip.action_payslip_done()
        return slip

    def confirm(self, slips):
        """Confirm one by one, as OCA's wizard for many does."""
        wizard = self.env["hr.payslip.change.state"].with_user(self.boss)
        wizard = wizard.with_context(active_ids=slips.ids)
        wizard.create({"state": "done"}).change_state_confirm()

    def batch(self, employees, period=OCTOBER):
        """Payslips of a batch, made by its wizard."""
        run = (
            self.env["hr.payslip.run"]
            .with_user(self.boss)
            .create(
                {
                    "name": "Batch",
                    "date_start": period[0],
                    "date_end": period[1],
                    "company_id": self.company.id,
                }
            )
        )
        wizard = self.env["hr.payslip.employees"].with_user(self.boss)
        with Form(wizard.with_context(active_id=run.id)) as form:
            for employee in employees:
                form.employee_ids.add(employee)
        form.record.with_context(active_id=run.id).compute_sheet()
        return run.slip_ids

    def paid(self, slip, code="KPIBONUS"):
        """What the lines of the payslip pay under the code."""
        lines = slip.line_ids.filtered(lambda line: line.code == code)
        return sum(lines.mapped("total"))

    def assert_reconciled(self):
        """Σ approved = Σ paid + Σ open, over everything there is."""
        self.env.flush_all()
        self.assertFalse(
            [
                row
                for row in self.env["aftersales.bonus"]._reconciliation()
                if row["difference"] or row["people"] or row["misgranted"]
            ]
        )
