"""A scheduled action that runs twice at the same moment makes each bonus once (R70)."""

import threading
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_kpi.tests.at_once_common import AtOnceCase


@tagged("post_install", "-at_install")
class TestPreparedOnce(AtOnceCase):
    """A published cycle with one scorecard and a plan, committed for real."""

    def _create(self, env):
        self.employee_id = env["hr.employee"].create({"name": "At Once"}).id
        scheme = env["aftersales.scheme"].create({"name": "At once", "code": "TWICE"})
        cycle = env["aftersales.cycle"].create(
            {"scheme_id": scheme.id, "date_from": "2026-10-01"}
        )
        env["aftersales.scorecard"].create(
            {
                "name": "At Once",
                "cycle_id": cycle.id,
                "company_id": env.company.id,
                "subject_id": self.employee_id,
                "employee_id": self.employee_id,
                "result": "scored",
                "score": 80,
                "published_on": "2026-11-02 09:00:00",
            }
        )
        plan = env["aftersales.bonus.plan"].create(
            {
                "name": "At once",
                "scheme_id": scheme.id,
                "base_amount": 1000,
                "valid_from": "2026-10-01",
            }
        )
        self.scheme_id, self.cycle_id, self.plan_id = scheme.id, cycle.id, plan.id

    def _remove(self, env):
        for table, column, value in (
            ("aftersales_bonus", "employee_id", self.employee_id),
            ("aftersales_bonus_payout", "plan_id", self.plan_id),
            ("aftersales_scorecard", "cycle_id", self.cycle_id),
        ):
            self._delete(env, table, column, value)
        env["aftersales.bonus.plan"].browse(self.plan_id).unlink()
        env["aftersales.cycle"].browse(self.cycle_id).unlink()
        env["aftersales.scheme"].browse(self.scheme_id).unlink()
        env["hr.employee"].browse(self.employee_id).unlink()

    def _prepare(self, env):
        cycle = env["aftersales.cycle"].browse(self.cycle_id)
        env["aftersales.bonus.payout"]._prepare_cycles(cycle)
        env.flush_all()

    def test_twice_at_the_same_moment(self):
        errors = []
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})
            other = api.Environment(second, SUPERUSER_ID, {})
            other["aftersales.bonus"].search([], limit=1)  # it has begun
            self._prepare(one)

            def prepare_too():
                try:
                    retrying(partial(self._prepare, other), other)
                except Exception as error:
                    errors.append(error)

            job = threading.Thread(target=prepare_too)
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                job.start()
                job.join(1)
                first.commit()
                job.join(60)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self._prepare(env)
            bonuses = env["aftersales.bonus"].search(
                [("employee_id", "=", self.employee_id)]
            )
            self.assertEqual(bonuses.mapped("amount"), [800])
        # The one that came second was told so by the database; it loses nothing.
        self.assertLessEqual(len(errors), 1)
