from odoo import fields, models

from .guards import MANAGER, OFFICER


class AftersalesScorecard(models.Model):
    """Who approves a scorecard, and who never does."""

    _inherit = "aftersales.scorecard"

    approval_ids = fields.Many2many(
        "aftersales.cycle.approval",
        "aftersales_cycle_approval_card_rel",
        string="Approvals",
        readonly=True,
        groups="base.group_user",
    )

    def _own_users(self):
        """The users these scorecards are about; they approve none of them.

        A team's result is its leader's own, a department's that of its head.
        """
        people = self.user_id
        units = self.filtered(lambda card: not card.employee_id)
        return people | units.team_id.user_id | units.department_id.manager_id.user_id

    def _approval_unit(self, kind):
        """By what the cards of a level fall apart, as an id."""
        match kind:
            case "team_leader":
                return self.team_id.id
            case "department_manager":
                return self.department_id.id
        return False

    def _approvers(self, level, members):
        """(ids of those who approve on the level, whether they stand in for others)."""
        barred = self._own_users()
        for number, users in enumerate(self._approver_candidates(level, members)):
            able = (users - barred).filtered(self._can_approve)
            if able:
                return able._ids, bool(number)
        return (), True

    def _approver_candidates(self, level, members):
        """Groups of users in the order in which they are asked; members by group.

        Overriding it changes who approves; whoever must not is left out afterwards.
        """
        match level.kind:
            case "team_leader":
                yield self.team_id.user_id
                yield self.manager_id.user_id
                yield from self._heads_of_departments()
            case "department_manager":
                yield from self._heads_of_departments()
            case "users":
                yield level.user_ids
            case "manager":
                yield members[MANAGER]
        yield members[OFFICER]
        yield members[MANAGER]

    def _heads_of_departments(self):
        """The heads of the card's department and of those above, going up."""
        department = self.department_id
        while department:
            yield department.manager_id.user_id
            department = department.parent_id

    def _can_approve(self, user):
        return user.active and not user.share and self.company_id in user.company_ids
