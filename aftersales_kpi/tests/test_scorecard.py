"""R20, R60, R63, R64: who is scored, from what, with which points."""

from datetime import date, datetime
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..scoring import Row, aggregate, score, thaw
from ..scoring.scorecard import Measure
from .engine_common import EngineCase


class TestScorecard(EngineCase):
    # --- From facts to points ---------------------------------------------------------

    def test_client_month_of_one_person(self):
        """Section C: four replies, one late; four solved of four; all else the best.

        10 min → 15; no complaint → 20; 90 → 20; 100 % → 15; test 85 → 8; 8 of 10 → 8;
        4 of 5 → 4; 3 of 5 → 3: 93 points.
        """
        self.minutes(self.anna, 5, 5, 5, 25)
        self.serve(self.anna, "one", "two", "three", "four")
        self.observe("rating", self.anna, 5, 4, denominator=5)
        self.observe("closure", self.anna, 1, 1, 1, 1)
        self.observe("knowledge_test", self.anna, 85, denominator=100)
        self.observe("skill", self.anna, 8, denominator=10)
        self.observe("cooperation", self.anna, 4, denominator=5)
        self.observe("information_sharing", self.anna, 3, denominator=5)
        cycle = self.score_client()
        points = {
            line.indicator_id.code: line.points
            for line in self.card(cycle, self.anna).line_ids
        }
        self.assertEqual(
            points,
            {
                "complaint_rate": 20,
                "satisfaction": 20,
                "response_time": 15,
                "resolution_rate": 15,
                "knowledge_test": 8,
                "skill": 8,
                "cooperation": 4,
                "information_sharing": 3,
            },
        )
        self.assertEqual(self.card(cycle, self.anna).score, 93)

    def test_one_complaint_in_four_hundred_takes_two_steps(self):
        """0.25 % is two completed steps of 0.1: 20 − 4 = 16, computed exactly."""
        self.serve(self.anna, *[f"customer {number}" for number in range(400)])
        self.complain(self.anna, "customer 7")
        line = self.line(self.score_client(), self.anna, "complaint_rate")
        self.assertEqual((line.value_text, line.points_text), ("0.25 %", "16 / 20"))
        self.assertEqual(line.explanation, "0.25 %: 20 − 2 × 2 = 16")

    def test_line_is_readable(self):
        """R60: value, rule, points and explanation in words."""
        self.minutes(self.anna, 20)
        self.minutes(self.ben, 10)
        line = self.line(self.score_client(), self.anna, "response_time")
        self.assertEqual(line.value_text, "20 min")
        self.assertEqual(line.points_text, "10 / 15")
        self.assertEqual(line.explanation, "20 min: > 10 min to 30 min → 10")
        self.assertIn("≤ 10 min → 15", line.rule)
        self.assertEqual(line.team_value_text, "15 min")
        self.assertIn("team 15 min", line.value_cell)

    def test_total_is_rounded_once(self):
        """Two times 16.66… are 33.33, not 33.34."""
        self.minutes(self.anna, 20)
        self.observe("acceptance", self.anna, 1200)
        line = {"curve": "linear", "zero_value": 30, "full_value": 0, "max_points": 50}
        scheme = self.make_scheme(line, {**line, "indicator": "acceptance_time"})
        card = self.card(self.score(scheme), self.anna)
        self.assertEqual(card.score, 33.33)
        self.assertIn("published: 33.33", card.explanation)
        self.assertEqual(card.line_ids[0].points_text, "16.67 / 50")

    # --- What counts ------------------------------------------------------------------

    def test_voided_and_replaced_facts_do_not_count(self):
        kept, voided, replaced = self.minutes(self.anna, 10, 60, 60)
        voided._void("Test ticket")
        self.ledger._post_replacing(
            {
                "kind": "response",
                "company_id": self.company.id,
                "employee_id": self.anna.id,
                "event_date": datetime(2026, 10, 5),
                "numerator": 1200,
                "denominator": 1,
            },
            replaced,
        )
        line = self.line(self.score(self.make_scheme({})), self.anna)
        self.assertEqual(line.value_text, "15 min")
        self.assertIn(kept.id, line.evidence["id"])

    def test_excluded_fact_leaves_the_person_and_stays_with_the_team(self):
        """R45."""
        _fast, slow = self.minutes(self.anna, 10, 50)
        exclusion = self.env["aftersales.exclusion"].create(
            {"observation_id": slow.id, "reason": "Power cut"}
        )
        cycle = self.score(self.make_scheme({}))
        line = self.line(cycle, self.anna)
        self.assertEqual((line.value_text, line.team_value_text), ("10 min", "30 min"))
        exclusion.action_undo()
        cycle.action_score()
        self.assertEqual(self.line(cycle, self.anna).value_text, "30 min")

    def test_other_companies_and_other_months_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.minutes(self.anna, 10)
        self.minutes(self.anna, 60, company_id=other.id)
        self.minutes(self.anna, 60, event_date=datetime(2026, 11, 1))
        line = self.line(self.score(self.make_scheme({})), self.anna)
        self.assertEqual(line.value_text, "10 min")

    def test_person_s_rows_are_those_of_all_teams(self):
        """A scheme for one team scores its people with all that they did."""
        second = self.team.copy({"name": "Workshop"})
        self.minutes(self.anna, 10)
        self.minutes(self.anna, 50, team_id=second.id)
        scheme = self.make_scheme({}, team_ids=[Command.set(self.team.ids)])
        self.assertEqual(self.line(self.score(scheme), self.anna).value_text, "30 min")

    # --- Too few data (R64) -----------------------------------------------------------

    def two_criteria(self, policy, **values):
        """Response time by the policy, volume always 40 points."""
        return self.make_scheme(
            {
                "max_points": 60,
                "bands": [(10, 60), (None, 30)],
                "no_data_policy": policy,
                "minimum_sample": 2,
                **values,
            },
            {"indicator": "service_volume", "max_points": 40, "bands": [(None, 20)]},
        )

    def test_too_few_records_are_left_out(self):
        """20 of 40 points remain: 50 of 100. Zero would be 20."""
        self.serve(self.anna, "one")
        self.minutes(self.anna, 5)
        cycle = self.score(self.two_criteria("reweight"))
        line = self.line(cycle, self.anna, "response_time")
        self.assertEqual((line.status, line.exception), ("no_data", "few_records"))
        self.assertEqual(line.points_text, "– / 60")
        self.assertEqual(self.card(cycle, self.anna).score, 50)

    def test_team_value_counts_instead(self):
        """Anna has one reply, the team 20 min on average: 30 + 20."""
        self.serve(self.anna, "one")
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 35)
        cycle = self.score(self.two_criteria("team_value"))
        line = self.line(cycle, self.anna, "response_time")
        self.assertEqual((line.status, line.points), ("adjusted", 30))
        self.assertEqual((line.value_text, line.team_value_text), ("5 min", "20 min"))
        self.assertEqual(self.card(cycle, self.anna).score, 50)

    def test_full_points(self):
        self.serve(self.anna, "one")
        cycle = self.score(self.two_criteria("full_points"))
        self.assertEqual(self.card(cycle, self.anna).score, 80)

    def test_asked_points(self):
        """An officer gives 45 with a reason; scoring again keeps them."""
        self.serve(self.anna, "one")
        cycle = self.score(self.two_criteria("ask"))
        card = self.card(cycle, self.anna)
        self.assertEqual((card.result, cycle.waiting_count), ("waiting", 1))
        self.give(cycle, points=45, reason="Answered by phone")
        self.assertEqual((card.result, card.score), ("scored", 65))
        self.assertIn("45 points given", card.message_ids[0].body)
        self.assertIn("Answered by phone", card.message_ids[0].body)
        cycle.action_score()
        line = self.line(cycle, self.anna, "response_time")
        self.assertEqual((line.points, line.given_by_id), (45, self.officer))
        self.assertFalse(line.exception)

    def give(self, cycle, user=None, **values):
        """Enter points as a person does: from the row of the exceptions."""
        exception = cycle.exception_ids.filtered(lambda row: row.kind == "waiting")
        action = exception.with_user(user or self.officer).action_give_points()
        wizard = self.env["aftersales.points.wizard"].with_user(user or self.officer)
        with Form(wizard.with_context(**action["context"])) as form:
            for name, value in values.items():
                form[name] = value
        return form.record.action_apply()

    def test_given_points_lie_between_zero_and_the_maximum(self):
        self.serve(self.anna, "one")
        cycle = self.score(self.two_criteria("ask"))
        with self.assertRaisesRegex(UserError, "gives 0 to 60 points"):
            self.give(cycle, points=61, reason="Generous")

    def test_nobody_gives_points_to_oneself(self):
        employee = self._make_employee("Olga", self.officer)
        self.serve(employee, "one")
        cycle = self.score(self.two_criteria("ask"))
        with self.assertRaisesRegex(UserError, "oneself"):
            self.give(cycle, points=60, reason="I know best")

    def test_missed_critical_limit_takes_the_total(self):
        self.minutes(self.anna, 61)
        scheme = self.make_scheme(
            {"is_critical": True, "critical_limit": 60, "critical_effect": "zero"}
        )
        card = self.card(self.score(scheme), self.anna)
        self.assertEqual(card.score, 0)
        self.assertIn("61 min misses the critical limit 60 min", card.critical)

    def test_rule_that_cannot_answer_fills_one_cell_only(self):
        """No target is set: that line fails, the rest stays readable."""
        self.minutes(self.anna, 5)
        self.serve(self.anna, "one")
        scheme = self.make_scheme(
            {
                "curve": "target_ratio",
                "use_target": True,
                "max_points": 60,
            },
            {"indicator": "service_volume", "max_points": 40, "bands": [(None, 40)]},
        )
        cycle = self.score(scheme)
        line = self.line(cycle, self.anna, "response_time")
        self.assertEqual((line.status, line.exception), ("error", "error"))
        self.assertIn("No target is set", line.explanation)
        card = self.card(cycle, self.anna)
        self.assertEqual((card.score, card.is_incomplete), (100, True))

    def test_target_of_the_person_goes_before_the_others(self):
        """Person before post before team before department before company."""
        job = self.env["hr.job"].create(
            {"name": "Service", "company_id": self.company.id}
        )
        self.anna.version_id.job_id = job
        self.minutes(self.anna, 10)
        indicator = self.indicator("response_time")
        scheme = self.make_scheme({"curve": "target_ratio", "use_target": True})
        owners = [
            ({}, 1),
            ({"department_id": self.department.id}, 2),
            ({"team_id": self.team.id}, 4),
            ({"job_id": job.id}, 5),
            ({"employee_id": self.anna.id}, 8),
        ]
        for owner, value in owners:
            self.env["aftersales.target"].create(
                {
                    "indicator_id": indicator.id,
                    "company_id": self.company.id,
                    "value": value,
                    "date_from": "2026-01-01",
                    **owner,
                }
            )
            cycle = self.score(scheme)
            line = self.line(cycle, self.anna)
            with self.subTest(owner):
                self.assertEqual((line.target, line.points), (value, value * 10))
            cycle.action_cancel("The next one has a nearer target")

    # --- Scoring again ----------------------------------------------------------------

    def test_scoring_again_replaces_and_never_doubles(self):
        self.minutes(self.anna, 5)
        cycle = self.score(self.make_scheme({"bands": [(10, 100), (None, 0)]}))
        card = self.card(cycle, self.anna)
        self.assertEqual(card.score, 100)
        cycle.action_score()
        self.assertEqual(self.card(cycle, self.anna), card)
        self.assertEqual(len(card.line_ids), 1)
        self.minutes(self.anna, 45)
        self.minutes(self.ben, 5)
        cycle.action_score()
        self.assertEqual((card.score, len(card.line_ids)), (0, 1))
        self.assertEqual(len(cycle.scorecard_ids), 2)

    def test_who_is_no_longer_covered_leaves_the_cycle(self):
        observation = self.minutes(self.anna, 5)
        self.minutes(self.ben, 5)
        cycle = self.score(self.make_scheme({}))
        observation._void("Wrong person")
        cycle.action_score()
        self.assertEqual(cycle.scorecard_ids.employee_id, self.ben)

    def test_points_can_be_recomputed_from_the_frozen_line(self):
        """R63: ids and numbers of the evidence give the same value and points."""
        self.minutes(self.anna, 5, 5, 5, 25)
        self.serve(self.anna, "one", "two")
        self.complain(self.anna, "one")
        cycle = self.score_client()
        for line in self.card(cycle, self.anna).line_ids.filtered("evidence"):
            with self.subTest(line.indicator_id.name):
                value = self.from_evidence(line).value
                criterion = thaw(line.criterion_data)
                again = score([criterion], {criterion.code: Measure(value)})
                self.assertEqual(float(value), line.value)
                self.assertEqual(float(again.lines[0].points), line.points)

    def from_evidence(self, line):
        """Recompute a line with the reference, from its evidence alone."""
        indicator, evidence = line.indicator_id, line.evidence
        keys = evidence.get("c", [None] * len(evidence["id"]))
        number = lambda text: Decimal(str(text))  # noqa: E731
        rows = [
            Row(number(n), number(1 if d is None else d), key)
            for n, d, key in zip(evidence["n"], evidence["d"], keys, strict=True)
            if n is not None
        ]
        base = [
            Row(number(0), number(d), key)
            for d, key in zip(evidence["d"], keys, strict=True)
            if d is not None
        ]
        if indicator.denominator_kind_id:
            return aggregate(indicator.aggregate, rows, base, scale=Decimal(100))
        return aggregate(indicator.aggregate, rows, None, divisor=Decimal(60))

    def test_person_with_ten_thousand_tickets(self):
        """Set-based, evidence included."""
        self.env.cr.execute(
            """
            INSERT INTO aftersales_observation
                (kind_id, company_id, employee_id, team_id, numerator, denominator,
                 date, event_date, origin, revision)
            SELECT %s, %s, %s, %s, 60 * (n %% 20), 1, '2026-10-05', '2026-10-05',
                   'many:' || n, 0
              FROM generate_series(1, 10000) AS n
            """,
            [
                self.env.ref("aftersales_kpi.kind_response").id,
                self.company.id,
                self.anna.id,
                self.team.id,
            ],
        )
        line = self.line(self.score(self.make_scheme({})), self.anna)
        self.assertEqual((line.value_text, line.sample_size), ("9.5 min", 10000))
        self.assertEqual(len(line.evidence["id"]), 10000)

    def test_number_of_statements_does_not_grow_with_people(self):
        """Three people and thirty: the same number of statements, the right scores."""
        counts = {}
        self.score(self.make_scheme({}))  # fills the caches of the first time
        for people in (3, 30):
            for number in range(people):
                employee = self._make_employee(f"Person {people}/{number}")
                self.minutes(employee, number)
                self.serve(employee, "one", "two")
            scheme = self.make_scheme({"bands": [(1, 100), (None, 50)]})
            cycle = self.make_cycle(scheme)
            cycle.action_open()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            cycle.action_score()
            self.env.flush_all()
            counts[people] = self.cr.sql_log_count - before
            scores = cycle.scorecard_ids.mapped("score")
            self.assertEqual(scores.count(100), 2 * len(counts))
        self.assertEqual(counts[3], counts[30])

    # --- Who is scored ----------------------------------------------------------------

    def test_joiner_leaver_and_mover_are_shown(self):
        """The share of the period served stands on the card."""
        workshop = self._make_department("Workshop")
        joiner = self._make_employee("Jo", contract_date_start="2026-10-20",
                                     date_version="2026-10-20")  # fmt: skip
        leaver = self._make_employee("Lee", contract_date_start="2026-01-01",
                                     contract_date_end="2026-10-10")  # fmt: skip
        mover = self._make_employee("Mo")
        mover.create_version(
            {"date_version": "2026-10-12", "department_id": workshop.id}
        )
        for employee in (joiner, leaver, mover, self.anna):
            self.minutes(employee, 5)
        cycle = self.score(self.make_scheme({}))
        served = {card.name: card.served for card in cycle.scorecard_ids}
        self.assertEqual(
            served,
            {
                "Anna": "31 of 31 days",
                "Jo": "12 of 31 days, joined on 10/20/2026",
                "Lee": "10 of 31 days, left on 10/10/2026",
                "Mo": "31 of 31 days, changed department or post",
            },
        )
        self.assertEqual(self.card(cycle, mover).department_id, workshop)
        kinds = dict(cycle.exception_ids.mapped(lambda row: (row.kind, row.names)))
        self.assertEqual(kinds, {"moved": "Mo"})

    def test_department_scheme_counts_the_days_in_the_department(self):
        """A mover's card shows the share served in what the scheme is for."""
        workshop = self._make_department("Workshop")
        mover = self._make_employee("Mo")
        mover.create_version(
            {"date_version": "2026-10-12", "department_id": workshop.id}
        )
        self.minutes(mover, 5)
        scheme = self.make_scheme({}, department_ids=[Command.set(workshop.ids)])
        card = self.score(scheme).scorecard_ids
        self.assertEqual((card.employee_id, card.served_days), (mover, 20))
        self.assertEqual(card.served_from, date(2026, 10, 12))

    def test_few_days_are_listed_but_not_scored(self):
        joiner = self._make_employee("Jo", contract_date_start="2026-10-30",
                                     date_version="2026-10-30")  # fmt: skip
        self.minutes(joiner, 5, day=30)
        cycle = self.score(self.make_scheme({}, minimum_days=5))
        card = self.card(cycle, joiner)
        self.assertEqual((card.result, card.served_days), ("short", 2))
        self.assertEqual(cycle.unscored_count, 1)
        self.assertEqual(cycle.exception_ids.mapped("kind"), ["short"])

    def test_leaver_who_was_archived_is_still_scored(self):
        self.minutes(self.anna, 5)
        self.anna.action_archive()
        self.assertEqual(self.score(self.make_scheme({})).scorecard_ids.score, 100)

    def test_person_covered_twice_has_one_card(self):
        """By team and by department."""
        self.minutes(self.anna, 5)
        scheme = self.make_scheme(
            {},
            team_ids=[Command.set(self.team.ids)],
            department_ids=[Command.set(self.department.ids)],
        )
        cycle = self.score(scheme)
        self.assertEqual(len(self.card(cycle, self.anna)), 1)

    def test_team_of_the_card_is_where_most_was_done(self):
        second = self.team.copy({"name": "Workshop"})
        self.minutes(self.anna, 5)
        self.minutes(self.anna, 5, 5, team_id=second.id)
        card = self.card(self.score(self.make_scheme({})), self.anna)
        self.assertEqual(card.team_id, second)

    def test_teams_departments_and_companies_are_scored_too(self):
        """Section A: not only persons. Ben's 20 and Anna's 10 minutes make 15."""
        self.minutes(self.anna, 10)
        self.minutes(self.ben, 20)
        for subject_type, name in {
            "team": "Hotline",
            "department": "Service",
            "company": "Service Company",
        }.items():
            with self.subTest(subject_type):
                scheme = self.make_scheme(
                    {},
                    subject_type=subject_type,
                    team_ids=[Command.set(self.team.ids)],
                    department_ids=[Command.set(self.department.ids)],
                )
                card = self.score(scheme).scorecard_ids
                self.assertEqual(card.name, name)
                self.assertEqual(card.line_ids.value_text, "15 min")
                self.assertFalse(card.employee_id)

    def test_department_includes_those_inside_it(self):
        """Anna's 10 minutes in Service and Ben's 20 in a part of it make 15."""
        part, inner = self.env["hr.department"].create(
            [{"name": "Field", "company_id": self.company.id} for _ in range(2)]
        )
        part.parent_id = self.department
        inner.parent_id = part
        self.ben.version_id.department_id = inner
        self.minutes(self.anna, 10)
        self.minutes(self.ben, 20)
        scheme = self.make_scheme(
            {},
            subject_type="department",
            department_ids=[Command.set((self.department | part).ids)],
        )
        cards = self.score(scheme).scorecard_ids
        values = {card.department_id: card.line_ids.value_text for card in cards}
        self.assertEqual(values, {self.department: "15 min", part: "20 min"})

    def test_ranks_only_where_the_company_wants_them(self):
        """R73: equal totals share a rank."""
        third = self._make_employee("Cleo")
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 5)
        self.minutes(third, 50)
        criterion = {"bands": [(10, 100), (None, 0)]}
        cycle = self.score(self.make_scheme(criterion, show_rank=True))
        ranks = {card.name: card.rank for card in cycle.scorecard_ids}
        self.assertEqual(ranks, {"Anna": 1, "Ben": 1, "Cleo": 3})
        cycle = self.score(self.make_scheme(criterion))
        self.assertEqual(set(cycle.scorecard_ids.mapped("rank")), {0})

    # --- Access -----------------------------------------------------------------------

    def test_button_leads_to_the_records(self):
        first, second = self.minutes(self.anna, 5, 10)
        cycle = self.score(self.make_scheme({}))
        action = self.line(cycle, self.anna).action_view_records()
        records = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(records, first | second)

    def test_person_sees_the_own_card_once_published(self):
        """R60."""
        self.minutes(self.anna, 5)
        self.minutes(self.ben, 5)
        cycle = self.score(self.make_scheme({}))
        mine = self.env["aftersales.scorecard"].with_user(self.anna_user)
        self.assertFalse(mine.search([]))
        cycle.action_approve()
        cycle.action_publish()
        card = mine.search([])
        self.assertEqual(card.employee_id.id, self.anna.id)
        self.assertEqual(card.line_ids.points_text, "100 / 100")
        self.assertTrue(card.display_name)
        action = card.line_ids.action_view_records()
        self.assertEqual(
            self.env["aftersales.observation"]
            .with_user(self.anna_user)
            .search_count(action["domain"]),
            1,
        )
        with self.assertRaises(AccessError):
            self.card(cycle, self.ben).with_user(self.anna_user).read(["score"])
        with self.assertRaises(AccessError):
            card.line_ids.read(["evidence"])

    def test_leader_sees_the_team_and_the_people_reporting(self):
        boss = self._make_employee("Leader", self.leader)
        reporting = self._make_employee("Rea", parent_id=boss.id)
        stranger = self._make_employee("Sid")
        self.minutes(self.anna, 5)
        self.minutes(reporting, 5, team_id=None)
        self.minutes(stranger, 5, team_id=None)
        self.score(self.make_scheme({}))
        seen = self.env["aftersales.scorecard"].with_user(self.leader).search([])
        self.assertEqual(set(seen.mapped("name")), {"Anna", "Rea"})

    def test_leader_waits_for_the_own_card_like_everybody(self):
        """R60: who leads the team, or oneself, sees the own result when it is out."""
        boss = self._make_employee("Leader", self.leader)
        open_kind = self.minutes(boss, 5)
        hidden = self.observe("skill", boss, 3, denominator=5)
        cycle = self.score(self.make_scheme({}))
        card = self.card(cycle, boss)
        mine = self.env(user=self.leader)
        self.assertNotIn(card, mine["aftersales.scorecard"].search([]))
        self.assertFalse(mine["aftersales.scorecard.line"].search([]))
        facts = mine["aftersales.observation"].search([])
        self.assertIn(open_kind, facts)
        self.assertNotIn(hidden, facts)
        for record in (card, card.line_ids, hidden):
            with self.assertRaises(AccessError):
                record.with_user(self.leader).read(["company_id"])
        cycle.action_approve()
        cycle.action_publish()
        self.assertIn(card, mine["aftersales.scorecard"].search([]))
        self.assertTrue(mine["aftersales.scorecard.line"].search([]))

    def test_nobody_edits_a_card(self):
        self.minutes(self.anna, 5)
        card = self.card(self.score(self.make_scheme({})), self.anna)
        for user in (self.leader, self.officer, self.manager):
            with self.subTest(user.login):
                for record in (card, card.line_ids):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write({"create_uid": user.id})
                    with self.assertRaises(AccessError):
                        record.with_user(user).unlink()
        with self.assertRaises(UserError):
            card.sudo().write({"state": "published"})

    def test_officer_of_another_company_sees_nothing(self):
        self.minutes(self.anna, 5)
        cycle = self.score(self.make_scheme({}))
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_user("stranger", "aftersales_kpi.group_manager")
        stranger.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in ("scorecard", "scorecard.line", "cycle", "cycle.exception"):
            with self.subTest(model):
                self.assertFalse(env[f"aftersales.{model}"].search([]))
        self.assertTrue(cycle.scorecard_ids)
