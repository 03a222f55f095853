"""The demo company's pay: two plans, three months of bonuses, each state once.

The first two months are paid; in the third the payslips are filled but not confirmed,
one bonus waits for approval and one is held. A correction after pay-day and a special
award wait for the next payslip, so do the members of the team of the month. One reward
waits for the person to choose.
"""

from dateutil.relativedelta import relativedelta

from odoo import Command

# Months before this one; the last month itself is still being approved.
PAID_MONTHS, OPEN_MONTH = (4, 3), 2
SERVICE = ("lina", "zhangwei", "wangfang", "zhaomin")
REPAIR = ("chenjie", "liuyang", "huangqi")
WAGES = {"chenjie": 6800, "lina": 6500}
WAGE = 6000
NOTE = "Looked at with the team."


class DemoPay:
    """Employs the people, and lets the months pass as they would have."""

    def __init__(self, env):
        self.env = env(context=dict(env.context, tracking_disable=True))
        self.company = self._ref("base.main_company")
        self.scheme = self._ref("aftersales_kpi.scheme_client")
        self.today = env.cr.now().date()

    def _ref(self, xml_id):
        return self.env.ref(xml_id)

    def _employee(self, login):
        return self._ref(f"aftersales_kpi.demo_employee_{login}")

    def load(self):
        """Build everything; the caller's transaction decides whether it stays."""
        self._employ(self._make_structure())
        self._make_plans()
        for back in (*PAID_MONTHS, OPEN_MONTH):
            self._pass_month(back)
        self._correct_after_pay_day()
        self._grant_award()
        self._grant_choice()
        self._grant_team_award()
        self._forget_mails()

    # --- Contracts and plans ----------------------------------------------------------

    def _make_structure(self):
        categories = self.env["hr.salary.rule.category"]
        basic = categories.create({"name": "Basic", "code": "BASIC"})
        net = categories.create({"name": "Net", "code": "NET"})
        rules = self.env["hr.salary.rule"].create(
            [
                self._rule("Basic salary", "BASIC", 1, basic, "result = contract.wage"),
                self._rule(
                    "Net salary",
                    "NET",
                    200,
                    net,
                    "result = categories.BASIC + categories.ALW + categories.DED",
                ),
            ]
        )
        structure = self.env["hr.payroll.structure"].create(
            {
                "name": "After-sales staff",
                "code": "ASS",
                "company_id": self.company.id,
                "parent_id": False,
                "rule_ids": [Command.set(rules.ids)],
            }
        )
        structure.action_add_kpi_rules()
        return structure

    def _rule(self, name, code, sequence, category, formula):
        return {
            "name": name,
            "code": code,
            "sequence": sequence,
            "category_id": category.id,
            "amount_select": "code",
            "amount_python_compute": formula,
        }

    def _employ(self, structure):
        start = self.today.replace(month=1, day=1) - relativedelta(years=1)
        for login in SERVICE + REPAIR:
            self._employee(login).version_id.write(
                {
                    "contract_date_start": start,
                    "wage": WAGES.get(login, WAGE),
                    "struct_id": structure.id,
                }
            )

    def _make_plans(self):
        values = {
            "scheme_id": self.scheme.id,
            "company_id": self.company.id,
            "currency_id": self.company.currency_id.id,
            "valid_from": self._month(max(PAID_MONTHS)),
        }
        self.env["aftersales.bonus.plan"].create(
            [
                {
                    **values,
                    "name": "Repair workshop: shares of a pool",
                    "sequence": 10,
                    "job_ids": [
                        Command.set(self._ref("aftersales_kpi.demo_job_repair").ids)
                    ],
                    "distribution": "pool",
                    "pool_amount": 3000,
                    "base_amount": 1000,
                },
                {
                    **values,
                    "name": "Everybody: 1,000 at 100 points",
                    "sequence": 20,
                    "base_amount": 1000,
                },
            ]
        )

    # --- A month ----------------------------------------------------------------------

    def _month(self, back):
        return self.today - relativedelta(months=back, day=1)

    def _pass_month(self, back):
        """Approve the month's bonuses and fill the payslips; older ones are paid."""
        cycle = self._published_cycle(self._month(back))
        self.env["aftersales.bonus.payout"]._prepare_cycles(cycle)
        bonuses = self.env["aftersales.bonus"].search(
            [("payout_id.cycle_id", "=", cycle.id), ("state", "=", "draft")]
        )
        if back == OPEN_MONTH:
            bonuses -= self._leave_some_open(bonuses)
        bonuses.action_approve()
        slips = self._slips(cycle, bonuses.employee_id)
        slips.compute_sheet()
        if back in PAID_MONTHS:
            for slip in slips:
                slip.action_payslip_done()
        # Three months in a row are known before the third is closed.
        cycle._propose_outcomes()

    def _published_cycle(self, first_day):
        """The month's published cycle; made here where nobody made it before."""
        values = {
            "scheme_id": self.scheme.id,
            "company_id": self.company.id,
            "date_from": first_day,
        }
        cycles = self.env["aftersales.cycle"]
        domain = [(name, "=", value) for name, value in values.items()]
        found = cycles.search([*domain, ("state", "in", ("published", "closed"))])
        if found:
            return found
        cycle = cycles.create(values)
        cycle.action_open()
        cycle.action_score()
        cycle._look_for_suspicions()
        self._approve(cycle)
        cycle.action_publish()
        return cycle

    def _approve(self, cycle):
        """All levels agree, one after the other."""
        officer = self._ref("aftersales_kpi.demo_user_wuhua")
        asking = cycle.with_user(officer)
        if asking.open_exception_count:
            asking.action_accept_exceptions(NOTE)
        if not cycle.has_levels:
            return cycle.action_approve()
        asking.action_request_approval()
        while cycle.state == "scored":
            waiting = cycle.approval_ids.filtered(lambda part: part.state == "waiting")[
                :1
            ]
            waiting.with_user(waiting.pending_ids[0]).action_approve()
        return None

    def _leave_some_open(self, bonuses):
        """One to approve and one on hold, for the clerk to see."""
        draft = bonuses.filtered(lambda one: one.employee_id == self._employee("lina"))
        held = bonuses.filtered(
            lambda one: one.employee_id == self._employee("zhaomin")
        )
        held.action_hold("She asked for a talk about one line first.")
        return draft | held

    def _slips(self, cycle, employees):
        run = self.env["hr.payslip.run"].create(
            {
                "name": f"Payslips {cycle.name}",
                "date_start": cycle.date_from,
                "date_end": cycle.date_to,
                "company_id": self.company.id,
            }
        )
        slips = self.env["hr.payslip"]
        for employee in employees:
            slip = slips.new(
                {
                    "employee_id": employee.id,
                    "date_from": cycle.date_from,
                    "date_to": cycle.date_to,
                }
            )
            slip.onchange_employee()
            vals = slip._convert_to_write(slip._cache)
            slips |= slips.create({**vals, "payslip_run_id": run.id})
        return slips

    # --- What comes later -------------------------------------------------------------

    def _correct_after_pay_day(self):
        """Zhang Wei was right about the knowledge test, a month too late."""
        card = self.env["aftersales.scorecard"].search(
            [
                ("cycle_id.scheme_id", "=", self.scheme.id),
                ("employee_id", "=", self._employee("zhangwei").id),
                ("date_from", "=", self._month(min(PAID_MONTHS))),
                ("is_current", "=", True),
            ]
        )
        test = card.line_ids.filtered(
            lambda line: line.indicator_id.code == "knowledge_test"
        )
        card._revise(
            "The test of the retake counts.", points={test.criterion_id.id: 10}
        )

    def _grant_award(self):
        """Chen Jie solved a major complaint: title, certificate and 5,000."""
        officer = self._ref("aftersales_kpi.demo_user_wuhua")
        outcomes = self.env["aftersales.outcome"].with_user(officer)
        star = outcomes.create(
            {
                "rule_id": self._ref("aftersales_kpi.outcome_rule_star").id,
                "employee_id": self._employee("chenjie").id,
                "proposal": "Went to the customer on a Saturday; the complaint about "
                "three broken pumps ended with a new order.",
            }
        )
        star.action_grant("Solved a major complaint, and the customer came back.")
        self.env["aftersales.bonus"].search(
            [("outcome_id", "=", star.id)]
        ).action_approve()
        self._warn(outcomes)

    def _warn(self, outcomes):
        warning = outcomes.create(
            {
                "rule_id": self._ref("aftersales_kpi.outcome_rule_warning").id,
                "employee_id": self._employee("zhaomin").id,
                "proposal": "Two complaints about the same tone on the phone.",
            }
        )
        warning.action_notify()

    def _grant_choice(self):
        """Li Na raised satisfaction, and has not chosen her reward yet."""
        officer = self._ref("aftersales_kpi.demo_user_wuhua")
        money = self._ref("aftersales_kpi.incentive_money")
        rule = self._ref("aftersales_kpi.outcome_rule_satisfaction")
        rule.incentive_ids = [Command.link(money.id)]
        star = (
            self.env["aftersales.outcome"]
            .with_user(officer)
            .create(
                {
                    "rule_id": rule.id,
                    "employee_id": self._employee("lina").id,
                    "proposal": "Satisfaction rose from 78 to 93 in three months.",
                }
            )
        )
        star.action_grant("Customers ask for her by name.")

    def _grant_team_award(self):
        """The team of the month: a title for the team, 200 for each member."""
        officer = self._ref("aftersales_kpi.demo_user_wuhua")
        rule = self._ref("aftersales_kpi.outcome_rule_team")
        rule.amount = 200
        team = (
            self.env["aftersales.outcome"]
            .with_user(officer)
            .create(
                {
                    "rule_id": rule.id,
                    "team_id": self._ref("aftersales_kpi.demo_team_hotline").id,
                    "proposal": "No ticket of the team waited longer than a day.",
                }
            )
        )
        team.action_grant("The whole team stood in for two who were ill.")

    def _forget_mails(self):
        """Nobody writes to people who do not exist."""
        models = ("aftersales.cycle.approval", "aftersales.outcome", False)
        self.env["mail.mail"].search(
            [("model", "in", models), ("state", "=", "outgoing")]
        ).unlink()
