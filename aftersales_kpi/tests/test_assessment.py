"""R18, R22, R46: who grades whom, and what their grades become."""

from contextlib import suppress
from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from ..models.aftersales_assessment_workflow import TRANSITIONS
from .grading_common import GradingCase


class TestRaters(GradingCase):
    """Who is asked."""

    def raters_of(self, cycle, subject):
        return cycle.grading_ids.assessment_ids.filtered(
            lambda one: one.employee_id == subject
        ).rater_id

    def test_r46_superior_and_colleagues_get_their_tasks(self):
        cycle = self.open_cycle()
        self.assertEqual(
            self.raters_of(cycle, self.anna),
            self.sue | self.ben | self.cleo | self.dan,
        )
        self.assertEqual(self.sheet(cycle, self.sue).total_count, 4)
        self.assertEqual(self.sheet(cycle, self.anna).total_count, 3)

    def test_r22_all_roles(self):
        """Subordinate, self and chosen people; nobody grades somebody twice."""
        cycle = self.open_cycle(
            self.make_graded_scheme(
                {"role": "self"},
                {
                    "role": "other",
                    "employee_ids": [Command.set((self.eve | self.sue).ids)],
                },
                {"role": "superior"},
            )
        )
        roles = {
            task.rater_id: task.role
            for task in cycle.grading_ids.assessment_ids
            if task.employee_id == self.anna
        }
        self.assertEqual(
            roles, {self.anna: "self", self.eve: "other", self.sue: "superior"}
        )

    def test_subordinates_grade_their_superior(self):
        self.anna.parent_id = self.dan
        cycle = self.open_cycle(
            self.make_graded_scheme({"role": "subordinate", "minimum_raters": 1})
        )
        self.assertEqual(cycle.grading_ids.rater_id, self.anna)
        self.assertEqual(cycle.grading_ids.assessment_ids.employee_id, self.dan)

    def test_without_a_team_the_department_is_asked(self):
        self.team.user_ids = [Command.clear()]
        scheme = self.make_graded_scheme(
            {"role": "colleague"},
            scheme={"department_ids": [Command.set(self.department.ids)]},
        )
        cycle = self.open_cycle(scheme)
        self.assertEqual(self.raters_of(cycle, self.anna), self.crew - self.anna)

    def test_a_role_that_never_suffices_is_not_asked(self):
        """Three colleagues are not four: nobody works in vain."""
        cycle = self.open_cycle(
            self.make_graded_scheme({"role": "colleague", "minimum_raters": 4})
        )
        self.assertFalse(cycle.grading_ids)

    def test_at_most_so_many_share_the_work(self):
        """Two raters for each of four people: everybody grades two."""
        cycle = self.open_cycle(
            self.make_graded_scheme({"role": "colleague", "maximum_raters": 2})
        )
        self.assertEqual(cycle.grading_ids.mapped("total_count"), [2, 2, 2, 2])

    def test_people_without_login_are_not_asked(self):
        self.sue.user_id = False
        cycle = self.open_cycle()
        self.assertNotIn(self.sue, cycle.grading_ids.rater_id)

    def test_whose_grade_was_imported_is_not_graded_again(self):
        self.observe("cooperation", self.anna, 80, denominator=100)
        cycle = self.open_cycle()
        self.assertFalse(self.raters_of(cycle, self.anna))
        self.assertTrue(self.raters_of(cycle, self.ben))

    def test_asking_again_adds_nothing(self):
        cycle = self.open_cycle()
        before = len(cycle.grading_ids.assessment_ids)
        self.assertFalse(cycle._make_grading_tasks())
        self.assertEqual(len(cycle.grading_ids.assessment_ids), before)

    def test_periods_long_over_are_not_graded_by_themselves(self):
        """November looks back at July: an officer may ask, the cycle does not."""
        scheme = self.both()
        cycle = self.make_cycle(scheme, "2026-07-01")
        cycle.action_open()
        self.assertFalse(cycle.grading_ids)
        self.assertEqual(cycle.grading_deadline, date(2026, 8, 5))
        with self.assertRaisesRegex(UserError, "day ahead"):
            cycle.with_user(self.officer).action_start_grading()
        cycle.grading_deadline = "2026-11-10"
        cycle.with_user(self.officer).action_start_grading()
        self.assertEqual(len(cycle.grading_ids), 5)

    def test_each_rater_is_told_once(self):
        cycle = self.open_cycle()
        mails = self.env["mail.mail"].search(
            [
                ("model", "=", "aftersales.grading"),
                ("res_id", "in", cycle.grading_ids.ids),
            ]
        )
        self.assertEqual(mails.recipient_ids, (self.crew | self.sue).user_id.partner_id)
        self.assertEqual(len(mails), 5)
        self.assertIn("/my/kpi/grading/", mails[0].body_html)
        self.assertEqual(len(cycle.grading_ids.activity_ids), 5)

    def test_only_sums_can_be_combined(self):
        with self.assertRaisesRegex(ValidationError, "ratio of sums"):
            self.make_scheme(
                {"rater_ids": [Command.create({"role": "superior"})]}, approve=False
            )

    def test_one_grade_is_not_anonymous(self):
        with self.assertRaisesRegex(ValidationError, "anonymous"):
            self.make_graded_scheme({"role": "colleague", "is_anonymous": True})

    def test_r63_raters_of_an_approved_scheme_are_fixed(self):
        rule = self.both().criterion_ids.rater_ids[0].with_user(self.manager)
        added = {"criterion_id": rule.criterion_id.id, "role": "self"}
        for act in (
            lambda: rule.write({"weight": 1}),
            rule.unlink,
            lambda: rule.create(added),
            lambda: rule.with_context(install_mode=True).write({"weight": 1}),
        ):
            with self.assertRaisesRegex(UserError, "approved"):
                act()

    def test_a_new_version_keeps_the_raters(self):
        copy = self.both().copy()
        self.assertEqual(
            copy.criterion_ids.rater_ids.mapped("role"), ["superior", "colleague"]
        )

    def test_clients_scheme_is_graded_as_described(self):
        """Skill by the superior; the others by colleagues and superior."""
        scheme = self.env.ref("aftersales_kpi.scheme_client")
        roles = {
            criterion.indicator_id.code: criterion.rater_ids.mapped("role")
            for criterion in scheme.criterion_ids
            if criterion.rater_ids
        }
        self.assertEqual(
            roles,
            {
                "skill": ["superior"],
                "cooperation": ["superior", "colleague"],
                "information_sharing": ["superior", "colleague"],
            },
        )


class TestCombination(GradingCase):
    """What grades become."""

    def test_r46_superior_and_colleagues_half_and_half(self):
        """100 from the superior, 80, 60 and 40 from colleagues: (100 + 60) / 2 = 80."""
        cycle = self.open_cycle()
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 100))
        for rater, grade in {self.ben: 80, self.cleo: 60, self.dan: 40}.items():
            self.grade(cycle, rater, dict.fromkeys(self.crew - rater, grade))
        self.grade(cycle, self.anna, dict.fromkeys(self.crew - self.anna, 80))
        cycle.action_score()
        self.assertEqual(
            self.posted(cycle, self.anna),
            {"superior": (5000, 5000), "colleague": (3000, 5000)},
        )
        line = self.line(cycle, self.anna)
        self.assertEqual((line.value, line.points, line.sample_size), (80, 80, 2))

    def test_r18_superior_alone(self):
        cycle = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        self.grade(
            cycle, self.sue, {self.anna: 60, self.ben: 0, self.cleo: 80, self.dan: 100}
        )
        cycle.action_score()
        self.assertEqual(self.line(cycle, self.anna).points, 60)
        self.assertEqual(self.line(cycle, self.ben).points, 0)
        self.assertEqual(self.card(cycle, self.ben).result, "scored")

    def test_r22_below_the_minimum_nothing_is_shown_or_counted(self):
        """Two of three colleagues: only the superior counts; never zero."""
        cycle = self.open_cycle()
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        for rater in (self.ben, self.cleo):
            self.grade(cycle, rater, dict.fromkeys(self.crew - rater, 0))
        cycle.action_close_grading()
        cycle.action_score()
        self.assertEqual(self.posted(cycle, self.anna), {"superior": (4000, 5000)})
        self.assertEqual(self.line(cycle, self.anna).points, 80)

    def test_r64_nobody_graded_is_no_data(self):
        cycle = self.open_cycle()
        cycle.action_close_grading()
        cycle.action_score()
        self.assertFalse(self.posted(cycle, self.anna))
        self.assertEqual(self.line(cycle, self.anna).status, "no_data")
        self.assertEqual(self.card(cycle, self.anna).result, "no_data")

    def test_who_cannot_judge_does_not_count(self):
        """Of three colleagues one declines: two are too few."""
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (80, 80, 80, None))
        cycle.action_score()
        self.assertEqual(self.posted(cycle, self.anna), {"superior": (5000, 5000)})
        self.assertEqual(
            self.posted(cycle, self.dan),
            {"superior": (5000, 5000), "colleague": (4000, 5000)},
        )

    def test_nothing_is_shown_while_somebody_still_grades(self):
        """A mean before and after the last grade would give that grade away."""
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (80, 80, 80))  # Dan has not graded
        cycle.action_score()
        self.assertFalse(self.posted(cycle, self.anna))
        self.assertTrue(self.posted(cycle, self.dan))
        self.grade(cycle, self.dan, dict.fromkeys(self.crew - self.dan, 80))
        cycle.action_score()
        self.assertEqual(
            self.posted(cycle, self.anna),
            {"superior": (5000, 5000), "colleague": (4000, 5000)},
        )

    def test_drafts_do_not_count(self):
        cycle = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80), submit=False)
        cycle.action_close_grading()
        cycle.action_score()
        self.assertEqual(self.line(cycle, self.anna).status, "no_data")

    def test_scoring_twice_posts_once(self):
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (80, 80, 80, 80))
        cycle.action_score()
        rows = self.ledger.search_count([])
        cycle.action_score()
        self.assertEqual(self.ledger.search_count([]), rows)

    def test_a_correction_is_the_next_revision(self):
        cycle = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        cycle.action_score()
        self.sheet(cycle, self.sue).with_user(self.officer).action_reopen()
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 60))
        cycle.action_score()
        rows = self.ledger.search(
            [("employee_id", "=", self.anna.id)], order="revision"
        )
        self.assertEqual(rows.mapped("numerator"), [8000, 6000])
        self.assertEqual(rows.mapped("state"), ["replaced", "counts"])
        self.assertEqual(self.line(cycle, self.anna).points, 60)

    def test_a_role_that_falls_below_its_minimum_is_taken_back(self):
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (0, 0, 0, 0))
        cycle.action_score()
        self.assertEqual(self.line(cycle, self.anna).value, 50)
        self.sheet(cycle, self.dan).with_user(self.officer).action_reopen()
        self.grade(cycle, self.dan, dict.fromkeys(self.crew - self.dan, None))
        cycle.action_score()
        self.assertEqual(self.posted(cycle, self.anna), {"superior": (5000, 5000)})
        self.assertEqual(self.line(cycle, self.anna).value, 100)

    def test_what_an_officer_voided_stays_voided(self):
        cycle = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        cycle.action_score()
        self.ledger.search([("employee_id", "=", self.anna.id)])._void("Bribed")
        cycle.action_score()
        self.assertFalse(self.posted(cycle, self.anna))

    def test_no_rater_stands_in_the_ledger(self):
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (80, 80, 80, 80))
        cycle.action_score()
        rows = self.ledger.search([("origin", "=like", "assessment:%")])
        self.assertEqual(len(rows), 8)
        self.assertFalse(rows.user_id)
        self.assertEqual(set(rows.mapped("res_model")), {"aftersales.cycle"})
        self.assertEqual(
            set(rows.mapped("event_date")), {datetime(2026, 10, 31, 23, 59, 59)}
        )

    def test_a_cancelled_cycle_takes_its_grades_back(self):
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (80, 80, 80, 80))
        cycle.action_score()
        cycle.action_cancel("Not this time")
        self.assertFalse(self.posted(cycle, self.anna))

    def test_query_count_does_not_grow_with_people(self):
        def queries(cycle):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cycle._combine_gradings()
            return self.env.cr.sql_log_count - before

        few = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        self.grade(few, self.sue, dict.fromkeys(self.crew, 80))
        count = queries(few)
        for number in range(8):
            user = self._make_user(f"more{number}", "aftersales_kpi.group_user")
            self._make_employee(f"More {number}", user, parent_id=self.sue.id)
            self.team.user_ids = [Command.link(user.id)]
        many = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        crew = self.sheet(many, self.sue).assessment_ids.employee_id
        self.assertEqual(len(crew), 12)
        self.grade(many, self.sue, dict.fromkeys(crew, 80))
        self.assertLessEqual(queries(many), count)


class TestGradingLife(GradingCase):
    """Deadline, reminders, progress, exceptions."""

    def test_pending_gradings_are_an_exception_of_the_cycle(self):
        cycle = self.open_cycle()
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        cycle.invalidate_recordset()
        row = cycle.with_user(self.officer).exception_ids.filtered(
            lambda one: one.kind == "grading"
        )
        self.assertEqual((row.name, row.people), ("Still grading", 4))
        self.assertEqual(row.who, "Anna, Ben, Cleo and 1 more")
        self.assertEqual(row.action_view()["res_model"], "aftersales.grading")
        row.action_remind()
        waiting = cycle.grading_ids.filtered(lambda one: one.state == "open")
        self.assertEqual(waiting.mapped("reminder_count"), [1, 1, 1, 1])
        self.assertEqual(self.sheet(cycle, self.sue).reminder_count, 0)

    def test_results_are_not_approved_while_somebody_grades(self):
        cycle = self.open_cycle()
        cycle.action_score()
        with self.assertRaisesRegex(UserError, "5 people are still grading"):
            cycle.with_user(self.manager).action_approve()
        cycle.with_user(self.officer).action_close_grading()
        cycle.with_user(self.officer).action_accept_exceptions("Nobody had time")
        cycle.with_user(self.manager).action_approve()
        self.assertEqual(cycle.state, "approved")

    def test_reminders_two_days_before_and_on_the_day(self):
        cycle = self.open_cycle()
        sheet = self.sheet(cycle, self.sue)
        expected = {"11-02": 0, "11-03": 1, "11-04": 1, "11-05": 2}
        for day, count in expected.items():
            with freeze_time(f"2026-{day} 08:00:00"):
                cycle._look_after_grading()
                cycle._look_after_grading()
            self.assertEqual(sheet.reminder_count, count, day)

    def test_after_the_deadline_the_grading_closes_and_scores(self):
        cycle = self.open_cycle()
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        cycle.action_score()
        self.assertEqual(self.line(cycle, self.anna).status, "no_data")
        with freeze_time("2026-11-06 08:00:00"):
            cycle._look_after_grading()
        self.assertEqual(cycle.grading_open_count, 0)
        self.assertEqual(self.sheet(cycle, self.anna).state, "expired")
        self.assertFalse(cycle.grading_ids.activity_ids)
        self.assertEqual(self.line(cycle, self.anna).points, 80)

    def test_complete_grades_reach_a_cycle_that_was_scored_before(self):
        cycle = self.open_cycle()
        cycle.action_score()
        with freeze_time("2026-11-03 08:00:00"):
            self.grade_all(cycle, 100, (80, 80, 80, 80))
            cycle._look_after_grading()
        self.assertEqual(self.line(cycle, self.anna).value, 90)

    def test_grades_of_a_cycle_that_is_not_scored_yet_wait(self):
        """Submitted early, they are scored with everything else."""
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (80, 80, 80, 80))
        cycle._look_after_grading()
        self.assertEqual(cycle.state, "open")

    def test_the_schedule_looks_after_every_grading(self):
        cycle = self.open_cycle()
        cron = self.env.ref("aftersales_kpi.grading_cron")
        with freeze_time("2026-11-06 08:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(cycle.grading_ids.mapped("state")), {"expired"})

    def test_another_rater_takes_over(self):
        """Sue is away: Eve grades what Sue has not graded; nothing is lost."""
        cycle = self.open_cycle()
        self.grade(cycle, self.sue, {self.anna: 100}, submit=False)
        sheet = self.sheet(cycle, self.sue)
        self.hand_over(sheet, self.eve)
        self.assertEqual(self.sheet(cycle, self.eve).total_count, 4)
        self.assertFalse(sheet.exists())
        task = self.task(cycle, self.eve, self.anna)
        self.assertEqual((task.role, task.state, task.value), ("superior", "to_do", 0))
        self.assertTrue(self.sheet(cycle, self.eve).activity_ids)
        self.assertFalse(cycle._make_grading_tasks())

    def test_who_takes_over_grades_nobody_twice_nor_himself(self):
        """Ben already grades Anna, Cleo and Dan as a colleague."""
        cycle = self.open_cycle()
        sheet = self.sheet(cycle, self.sue)
        with self.assertRaisesRegex(UserError, "Ben"):
            self.hand_over(sheet, self.ben)
        with self.assertRaisesRegex(UserError, "Ben"):
            self.hand_over(self.sheet(cycle, self.anna), self.ben)
        self.assertEqual(sheet.total_count, 4)

    def test_only_officers_hand_over_and_never_what_is_submitted(self):
        cycle = self.open_cycle()
        sheet = self.sheet(cycle, self.sue)
        with self.assertRaises(AccessError):
            sheet.with_user(self.sue_user)._hand_over(self.eve)
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        with self.assertRaisesRegex(UserError, "nothing left"):
            sheet.with_user(self.officer)._hand_over(self.eve)

    def hand_over(self, sheet, rater):
        wizard = self.env["aftersales.hand.over"].with_user(self.officer)
        wizard.create({"grading_id": sheet.id, "rater_id": rater.id}).action_apply()

    def test_the_activity_is_settled_with_the_last_grade(self):
        cycle = self.open_cycle()
        sheet = self.sheet(cycle, self.sue)
        self.grade(cycle, self.sue, {self.anna: 80}, submit=False)
        self.assertTrue(sheet.activity_ids)
        self.assertEqual(
            (sheet.done_count, sheet.total_count, sheet.progress), (1, 4, 25)
        )
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        self.assertFalse(sheet.activity_ids)
        self.assertEqual(sheet.state, "submitted")

    def test_submitting_with_gaps_is_refused(self):
        cycle = self.open_cycle()
        with self.assertRaisesRegex(UserError, "3 grades are missing"):
            self.grade(cycle, self.sue, {self.anna: 80})

    def test_every_state_action_and_actor(self):
        """The table of moves, tried from every state by everybody."""
        cycle = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        sheet = self.sheet(cycle, self.sue)
        states = dict(sheet.assessment_ids._fields["state"].selection)
        actors = {
            "rater": self.sue_user,
            "officer": self.officer,
            "other": self.anna_user,
            "leader": self.leader,
        }
        for action, move in TRANSITIONS.items():
            for state in states:
                for actor, user in actors.items():
                    with self.subTest(action=action, state=state, actor=actor):
                        legal = state in move.sources and actor == move.actor
                        with self.env.cr.savepoint() as point:
                            self._force(sheet, state)
                            self.assertEqual(
                                self._try(sheet, action, user),
                                move.target if legal else state,
                            )
                            point.rollback()
                        self.env.invalidate_all()

    def _force(self, sheet, state):
        self.env.cr.execute(
            "UPDATE aftersales_assessment SET state = %s WHERE grading_id = %s",
            (state, sheet.id),
        )
        self.env.invalidate_all()
        self.env.add_to_compute(sheet._fields["state"], sheet)

    def _try(self, sheet, action, user):
        """Do an action as a user would; the state that the first grade has then."""
        sheet_of_user = sheet.with_user(user)
        task = sheet.assessment_ids[0]
        with suppress(UserError, AccessError):
            if action == "action_answer":
                sheet_of_user.save_answers({task.id: "declined"})
            else:
                getattr(sheet_of_user, action)()
        return task.state

    def test_states_are_not_written(self):
        task = self.open_cycle().grading_ids.assessment_ids[0]
        with self.assertRaises(UserError):
            task.write({"state": "submitted"})
        with self.assertRaises(UserError):
            task.copy({"state": "submitted"})

    def test_grades_end_with_the_cycle(self):
        cycle = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        cycle.action_score()
        cycle.action_approve()
        with self.assertRaisesRegex(UserError, "is over"):
            self.sheet(cycle, self.sue).with_user(self.officer).action_reopen()
        with self.assertRaisesRegex(UserError, "is over"):
            self.grade(cycle, self.sue, {self.anna: 100})

    def test_only_grades_on_the_scale(self):
        cycle = self.open_cycle()
        task = self.task(cycle, self.sue, self.anna)
        sheet = self.sheet(cycle, self.sue).with_user(self.sue_user)
        foreign = self.both().criterion_ids.band_ids[0]
        for answer in ("100", f"level:{foreign.id}", "level:", "", "nan", None):
            with self.subTest(answer=answer), self.assertRaises(UserError):
                sheet.save_answers({task.id: answer})

    def test_criteria_without_levels_take_numbers(self):
        cycle = self.open_cycle(
            self.make_graded_scheme(
                {"role": "superior"}, curve="linear", full_value=100, band_ids=[]
            )
        )
        task = self.task(cycle, self.sue, self.anna)
        sheet = self.sheet(cycle, self.sue).with_user(self.sue_user)
        sheet.save_answers({task.id: "72.5"})
        self.assertEqual(task.value, 72.5)
        for answer in ("101", "-1", "nan", "a lot", "", None):
            with self.subTest(answer=answer), self.assertRaises(UserError):
                sheet.save_answers({task.id: answer})


class TestGradingAccess(GradingCase):
    """R22: who sees what, over every route of the ORM."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls.make_cycle(cls.both())
        cls.cycle.action_open()
        cls.assessments = cls.env["aftersales.assessment"]

    def seen(self, user):
        return self.assessments.with_user(user).search(
            [("cycle_id", "=", self.cycle.id)]
        )

    def test_a_rater_sees_the_own_tasks_only(self):
        self.assertEqual(self.seen(self.anna_user).rater_id, self.anna)
        self.assertEqual(len(self.seen(self.anna_user)), 3)
        self.assertEqual(self.seen(self.sue_user).rater_id, self.sue)
        self.assertFalse(self.seen(self.eve_user))
        self.assertFalse(self.seen(self.leader))

    def test_nobody_but_the_rater_reads_anonymous_grades(self):
        self.grade_all(self.cycle, 80, (80, 80, 80, 80))
        for user in (self.officer, self.manager):
            self.assertEqual(set(self.seen(user).mapped("role")), {"superior"})
        secret = self.task(self.cycle, self.ben, self.anna)
        for user in (self.anna_user, self.officer, self.manager, self.sue_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                secret.with_user(user).read(["value"])
            # grouping would tell it as well
            groups = self.assessments.with_user(user)._read_group(
                [("employee_id", "=", self.anna.id), ("role", "=", "colleague")],
                ["value"],
                ["__count"],
            )
            self.assertFalse(groups)

    def test_an_officer_does_not_read_grades_about_himself(self):
        self.anna_user.group_ids = [
            Command.link(self.env.ref("aftersales_kpi.group_officer").id)
        ]
        self.grade(self.cycle, self.sue, dict.fromkeys(self.crew, 80))
        seen = self.seen(self.anna_user)
        self.assertNotIn(self.anna, seen.employee_id)
        self.assertIn(self.ben, seen.employee_id)

    def test_drafts_are_the_raters_own(self):
        self.grade(self.cycle, self.sue, dict.fromkeys(self.crew, 80), submit=False)
        self.assertFalse(self.seen(self.officer))
        self.assertEqual(len(self.seen(self.sue_user)), 4)

    def test_officers_see_the_progress_without_the_grades(self):
        sheet = self.sheet(self.cycle, self.ben).with_user(self.officer)
        self.assertEqual((sheet.done_count, sheet.total_count), (0, 3))
        self.assertFalse(sheet.assessment_ids)

    def test_nobody_writes_grades_past_the_sheet(self):
        task = self.task(self.cycle, self.ben, self.anna)
        sheet = self.sheet(self.cycle, self.ben)
        for user in (self.ben_user, self.officer, self.manager):
            for record, vals in (
                (task, {"value": 1}),
                (sheet, {"rater_id": self.eve.id}),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).write(vals)
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()

    def test_nobody_grades_on_a_foreign_sheet(self):
        task = self.task(self.cycle, self.ben, self.anna)
        foreign = self.sheet(self.cycle, self.ben)
        for user in (self.cleo_user, self.officer, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                foreign.with_user(user).save_answers({task.id: "declined"})
            with self.assertRaises(AccessError):
                foreign.with_user(user).action_submit()
        own = self.sheet(self.cycle, self.cleo).with_user(self.cleo_user)
        with self.assertRaises(AccessError):
            own.save_answers({task.id: "declined"})

    def test_raters_run_nothing(self):
        sheet = self.sheet(self.cycle, self.ben).with_user(self.ben_user)
        for name in (
            "action_expire",
            "action_reopen",
            "action_resume",
            "action_remind",
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(sheet, name)()
        for name in ("action_start_grading", "action_close_grading"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(self.cycle.with_user(self.leader), name)()

    def test_portal_raters_see_their_own(self):
        """An employee with a portal login grades like everybody."""
        portal = new_test_user(
            self.env,
            "portal_rater",
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.ben.user_id = portal
        self.assertEqual(self.seen(portal).rater_id, self.ben)
        sheet = self.sheet(self.cycle, self.ben).with_user(portal)
        task = self.task(self.cycle, self.ben, self.anna)
        self.assertEqual(
            sheet.save_answers({task.id: "declined"}), {"done": 1, "total": 3}
        )
        self.assertFalse(self.seen(self.ben_user))

    def test_companies_see_nothing_of_each_other(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,aftersales_kpi.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        as_stranger = self.env(user=stranger, context={})
        for model in ("grading", "assessment", "rater.statistic"):
            self.assertFalse(as_stranger[f"aftersales.{model}"].search([]), model)
        with self.assertRaises(AccessError):
            self.cycle.grading_ids.with_env(as_stranger).action_remind()

    def test_raters_of_other_companies_are_not_asked(self):
        """Who may not enter the company is not asked, superior or not."""
        other = self.env["res.company"].create({"name": "Other"})
        boss_user = new_test_user(
            self.env,
            "boss",
            "base.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        boss = self.env["hr.employee"].create(
            {"name": "Boss", "company_id": other.id, "user_id": boss_user.id}
        )
        self.env.cr.execute(
            "UPDATE hr_employee SET parent_id = %s WHERE id = %s",
            (boss.id, self.anna.id),
        )
        self.env.invalidate_all()
        cycle = self.open_cycle(self.make_graded_scheme({"role": "superior"}))
        self.assertEqual(cycle.grading_ids.rater_id, self.sue)
        boss_user.company_ids = [Command.link(self.company.id)]
        cycle._make_grading_tasks()
        self.assertEqual(cycle.grading_ids.rater_id, self.sue | boss)


class TestRaterStatistics(GradingCase):
    """R22: a lenient or hostile rater is visible."""

    def figures(self, cycle):
        rows = (
            self.env["aftersales.rater.statistic"]
            .with_user(self.officer)
            .search([("cycle_id", "=", cycle.id)])
        )
        return {row.rater_id: row for row in rows}

    def test_a_hostile_rater_stands_out(self):
        """Sue 100, Anna to Cleo 80, Dan 0 for everybody.

        Dan about Anna: others 100, 80 and 80, so 86.67 below; about all three alike.
        """
        cycle = self.open_cycle()
        self.grade_all(cycle, 100, (80, 80, 80, 0))
        figures = self.figures(cycle)
        dan = figures[self.dan]
        self.assertEqual((dan.people, dan.grades, dan.mean, dan.spread), (3, 3, 0, 0))
        self.assertAlmostEqual(dan.difference, -86.7, 1)
        self.assertAlmostEqual(dan.agreement, 13.3, 1)
        self.assertEqual(dan.verdict, "uniform")
        self.assertEqual(figures[self.sue].people, 4)

    def test_lenient_and_severe(self):
        cycle = self.open_cycle()
        self.grade(cycle, self.sue, dict.fromkeys(self.crew, 80))
        self.grade(cycle, self.anna, {self.ben: 100, self.cleo: 100, self.dan: 80})
        self.grade(cycle, self.ben, {self.anna: 40, self.cleo: 60, self.dan: 40})
        self.grade(cycle, self.cleo, {self.anna: 80, self.ben: 80, self.dan: 60})
        figures = self.figures(cycle)
        self.assertEqual(figures[self.anna].verdict, "lenient")
        self.assertEqual(figures[self.ben].verdict, "severe")
        self.assertAlmostEqual(figures[self.anna].mean, 93.3, 1)

    def test_few_grades_are_not_shown(self):
        """A mean over two people would nearly be the grade."""
        cycle = self.open_cycle()
        self.grade(cycle, self.anna, {self.ben: 100, self.cleo: 80, self.dan: None})
        self.assertFalse(self.figures(cycle))

    def test_only_officers_read_them(self):
        with self.assertRaises(AccessError):
            self.env["aftersales.rater.statistic"].with_user(self.leader).search([])
