"""Never two payments: two clerks at once, a process killed in the middle (R70).

Real connections and committed rows, which each test removes again.
"""

import signal
import subprocess
import sys
import threading
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

PEOPLE = 4
PERIOD = {"date_from": "2026-10-01", "date_to": "2026-10-31"}
# Computes all payslips in one transaction, as a batch does, and stops in the middle.
STOPS_IN_THE_MIDDLE = """
import time
payslips = type(env["hr.payslip"])
compute, computed = payslips.get_lines_dict, []
def stop_after_two(self):
    computed.append(self.id)
    if len(computed) > 2:
        env.flush_all()
        print("IN THE MIDDLE", flush=True)
        time.sleep(60)
    return compute(self)
payslips.get_lines_dict = stop_after_two
env["hr.payslip"].browse(%s).compute_sheet()
env.cr.commit()
"""


@tagged("post_install", "-at_install")
class TestPaidOnce(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.made = []
        self.addCleanup(self._remove)
        with self._environment() as env:
            self._create(env)

    def _environment(self):
        return _Environment(self.registry)

    # --- What is committed, and removed ---------------------------------------------

    def _create(self, env):
        structure = env["hr.payroll.structure"].create(
            {"name": "At once", "code": "ONCE", "parent_id": False}
        )
        structure.action_add_kpi_rules()
        employees = env["hr.employee"].create(
            [
                {
                    "name": f"At Once {number}",
                    "wage": 3000,
                    "struct_id": structure.id,
                    "date_version": "2026-01-01",
                    "contract_date_start": "2026-01-01",
                }
                for number in range(PEOPLE)
            ]
        )
        bonuses = env["aftersales.bonus"]._make(
            [
                {
                    "kind": "award",
                    "employee_id": employee.id,
                    "company_id": employee.company_id.id,
                    "currency_id": employee.company_id.currency_id.id,
                    "amount": 100,
                    "full_amount": 100,
                    **PERIOD,
                }
                for employee in employees
            ]
        )
        bonuses.action_approve()
        slips = env["hr.payslip"]
        for employee in employees:
            for _twice in range(2):
                slip = slips.new({"employee_id": employee.id, **PERIOD})
                slip.onchange_employee()
                slips |= slips.create(slip._convert_to_write(slip._cache))
        self.structure, self.employees = structure.id, employees.ids
        self.bonuses = bonuses.ids
        self.first, self.second = slips.ids[::2], slips.ids[1::2]

    def _remove(self):
        with self._environment() as env:
            for table, column, ids in (
                ("aftersales_bonus_posting", "bonus_id", self.bonuses),
                ("aftersales_bonus", "id", self.bonuses),
                ("hr_payslip", "id", self.first + self.second),
            ):
                env.cr.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [ids])
            env["mail.message"].search(
                [("model", "=", "hr.payslip"), ("res_id", "in", self.first)]
            ).unlink()
            env["hr.employee"].browse(self.employees).unlink()
            env["hr.payroll.structure"].browse(self.structure).unlink()

    def _paid(self):
        """{bonus: sum of the lines that pay it}, by employee, over all payslips."""
        with self._environment() as env:
            lines = env["hr.payslip.line"].search(
                [("employee_id", "in", self.employees), ("code", "=", "KPIAWARD")]
            )
            return sorted(lines.mapped("total"))

    def _states(self):
        with self._environment() as env:
            return env["aftersales.bonus"].browse(self.bonuses).mapped("state")

    # --- Tests ----------------------------------------------------------------------

    def test_two_clerks_compute_two_payslips_of_the_same_people(self):
        """The second waits, then finds the bonuses taken and pays nothing."""
        errors = []
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})["hr.payslip"]
            other = api.Environment(second, SUPERUSER_ID, {})["hr.payslip"]
            # the other clerk's transaction begins before the first one has committed
            self.assertEqual(len(other.search([("id", "in", self.second)])), PEOPLE)
            one.browse(self.first).compute_sheet()
            one.env.flush_all()

            def compute_others():
                try:
                    slips = other.browse(self.second)
                    retrying(partial(slips.compute_sheet), slips.env)
                except Exception as error:
                    errors.append(error)

            clerk = threading.Thread(target=compute_others)
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                clerk.start()
                clerk.join(1)
                self.assertTrue(clerk.is_alive(), "it waits for the first clerk")
                first.commit()
                clerk.join(60)
        self.assertFalse(errors)
        self.assertEqual(self._paid(), [100] * PEOPLE)
        self.assertEqual(self._states(), ["on_slip"] * PEOPLE)

    def test_two_clerks_approve_at_once(self):
        with self._environment() as env:
            env["aftersales.bonus"].browse(self.bonuses).action_reopen()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one, other = (
                api.Environment(cr, SUPERUSER_ID, {})["aftersales.bonus"].browse(
                    self.bonuses
                )
                for cr in (first, second)
            )
            one.action_approve()
            with self.assertRaisesRegex(UserError, "right now"):
                other.action_approve()
            second.rollback()
            first.commit()
            with self.assertRaisesRegex(UserError, "is in state “Approved”"):
                other.action_approve()

    def test_a_process_killed_in_the_middle_of_a_batch(self):
        """kill -9 after two of four payslips: nothing is paid; again pays all once."""
        process = subprocess.Popen(
            [sys.executable, "-m", "odoo", "shell", "-d", get_db_name(), "--no-http"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            process.stdin.write(STOPS_IN_THE_MIDDLE % self.first)
            process.stdin.close()
            self.assertIn("IN THE MIDDLE\n", iter(process.stdout.readline, ""))
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assertEqual(self._paid(), [])
        self.assertEqual(self._states(), ["approved"] * PEOPLE)
        for _again in range(2):
            with self._environment() as env:
                slips = env["hr.payslip"].browse(self.first + self.second)
                slips.compute_sheet()
        self.assertEqual(self._paid(), [100] * PEOPLE)
        self.assertEqual(self._states(), ["on_slip"] * PEOPLE)

    def test_the_command_compares_and_fails_where_something_is_wrong(self):
        """`odoo kpi_reconcile`, on a line changed behind the product's back."""
        with self._environment() as env:
            for slip in env["hr.payslip"].browse(self.first):
                slip.action_payslip_done()
        self.assertNotIn("At Once", self._reconcile(0))
        with self._environment() as env:
            env.cr.execute(
                "UPDATE hr_payslip_line SET total = 90 WHERE slip_id = %s"
                " AND code = 'KPIAWARD'",
                [self.first[1]],
            )
        self.assertIn("10.00\tAt Once 1\n", self._reconcile(1))

    def _reconcile(self, code):
        """What the command prints; it ends with the code."""
        done = subprocess.run(
            [sys.executable, "-m", "odoo", "kpi_reconcile", "-d", get_db_name()],
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout


class _Environment:
    """The superuser's environment on a connection of its own, committed at the end."""

    def __init__(self, registry):
        self.cursor = registry.cursor()

    def __enter__(self):
        return api.Environment(self.cursor.__enter__(), SUPERUSER_ID, {})

    def __exit__(self, *error):
        return self.cursor.__exit__(*error)
