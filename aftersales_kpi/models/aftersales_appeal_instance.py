from odoo import Command, models
from odoo.exceptions import UserError

from .company_day import plan_working_days, today_of
from .wording import listed


class AftersalesAppeal(models.Model):
    """Who decides an appeal, and until when."""

    _inherit = "aftersales.appeal"

    # --- Deadlines ----------------------------------------------------------------

    def _today(self):
        return today_of(self.company_id)

    def _deadline(self):
        """Until when whoever is due now has to answer."""
        appeal = self.sudo()
        days = appeal.cycle_id.scheme_id.answer_days
        return plan_working_days(appeal.company_id, appeal._today(), days)

    def _check_window(self):
        until = self.sudo().scorecard_id.appeal_until
        if not until or self._today() > until:
            raise UserError(
                self.env._("The time to appeal ended on %(day)s.", day=until)
            )

    def _check_answer_in_time(self):
        if self._today() > self.answer_until:
            raise UserError(
                self.env._(
                    "The time to take it higher ended on %(day)s.",
                    day=self.answer_until,
                )
            )

    # --- Instances ----------------------------------------------------------------

    def _assign(self, level):
        """Name those who decide in this instance; raise where nobody is left."""
        appeal = self.sudo()
        deciders = appeal._deciders(level)
        if not deciders:
            raise UserError(
                self.env._(
                    "Nobody is left who may decide about this. Ask an administrator to "
                    "name an evaluation officer who did not give the score."
                )
            )
        self._set({"decider_ids": [Command.set(deciders.ids)]})

    def _deciders(self, level):
        """The first of the candidates who may decide in this instance.

        Who let the time of the first pass is asked again only where nobody else is
        left: late is not partial.
        """
        barred = self._barred(level)
        for out in (barred | self.late_decider_ids, barred):
            for users in self._candidates(level):
                able = (users - out).filtered(self._can_decide)
                if able:
                    return able
        return self.env["res.users"]

    def _candidates(self, level):
        """Groups of users in the order in which they are asked.

        Overriding it changes who decides; whoever is barred is left out afterwards.
        """
        scheme = self.cycle_id.scheme_id
        wanted = scheme.appeal_first_level if level == 1 else scheme.appeal_second_level
        match wanted:
            case "superior":
                yield self.scorecard_id.manager_id.user_id
                yield from self._heads_of_departments()
            case "team_leader":
                yield self.scorecard_id.team_id.user_id
                yield self.scorecard_id.manager_id.user_id
            case "department":
                yield from self._heads_of_departments()
        yield self._members("aftersales_kpi.group_officer")
        yield self._members("aftersales_kpi.group_manager")

    def _heads_of_departments(self):
        """The heads of the person's department and of those above, going up."""
        department = self.scorecard_id.department_id
        while department:
            yield department.manager_id.user_id
            department = department.parent_id

    def _members(self, group):
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(group).id),
                ("company_ids", "in", self.company_id.ids),
            ]
        )

    def _can_decide(self, user):
        return user.active and not user.share and self.company_id in user.company_ids

    def _check_deciders(self):
        appeal = self.sudo()
        wrong = appeal.decider_ids & appeal._barred(appeal.level)
        wrong |= appeal.decider_ids.filtered(lambda user: not appeal._can_decide(user))
        if wrong or not appeal.decider_ids:
            raise UserError(
                self.env._(
                    "%(people)s may not decide about this appeal.",
                    people=listed(self.env, wrong.mapped("name"))
                    or self.env._("Nobody"),
                )
            )

    # --- Who must not decide ------------------------------------------------------

    def _barred(self, level):
        """Nobody decides about oneself, nor in the last instance about own scores."""
        barred = self.user_id | self.other_employee_id.user_id
        if level == 2:
            barred |= self._scorers() | self._earlier_deciders()
        return barred

    def _earlier_deciders(self):
        """Who decided in the first instance."""
        decided = self.decision_ids.filtered(
            lambda decision: decision.level == 1 and decision._is_verdict()
        )
        return decided.user_id

    def _scorers(self):
        """Everybody who gave points or grades for what is appealed, or voided it."""
        return self._named_scorers() | self._graders()

    def _disputed_lines(self):
        return self.line_id or self.scorecard_id.line_ids

    def _named_scorers(self):
        """Who gave points under the own name; anonymous graders are not among them."""
        card = self.sudo().scorecard_id
        lines = self.sudo()._disputed_lines()
        users = lines.given_by_id | lines.corrected_by_id
        return users | card.create_uid if card.state == "voided" else users

    def _graders(self):
        """Who graded the person for what is appealed, under whatever name.

        Whatever brings gradings overrides it, so that no grader is the last instance.
        """
        return self.env["res.users"]
