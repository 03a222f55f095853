"""A published October with cards to correct, and everybody who takes part."""

from .engine_common import EngineCase


class RevisionCase(EngineCase):
    """Anna answered in 5, 10 and 45 minutes: mean 20, so 50 of 100 points.

    Without the 45 it is 7.5, so all 100; Ben answered in 40, so 0. The leader is
    Anna's superior, the head's department lies above. November 2, 2026 is a Monday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._make_user("head", "base.group_user")
        cls.leader_employee = cls._make_employee("Leader", cls.leader)
        cls.head_employee = cls._make_employee("Head", cls.head)
        cls.above = cls._make_department("Customers")
        cls.above.manager_id = cls.head_employee
        cls.department.write(
            {"parent_id": cls.above.id, "manager_id": cls.leader_employee.id}
        )
        (cls.anna | cls.ben).parent_id = cls.leader_employee
        cls.scheme = cls.make_scheme(
            {"bands": [(10, 100), (30, 50), (None, 0)]}, appeal_days=3, answer_days=2
        )

    def setUp(self):
        super().setUp()
        self.facts = self.minutes(self.anna, 5, 10, 45)
        self.minutes(self.ben, 40)
        self.cycle = self.publish(self.scheme)
        self.anna_card = self.card(self.cycle, self.anna)
        self.anna_line = self.anna_card.line_ids

    def publish(self, scheme):
        """October with the scheme, published on November 2."""
        cycle = self.score(scheme)
        cycle.action_approve()
        cycle.action_publish()
        return cycle

    @property
    def slow(self):
        """The 45 minutes."""
        return self.facts[2]
