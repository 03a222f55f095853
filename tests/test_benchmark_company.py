"""The company of the benchmarks, in miniature: what is measured is what was meant."""

from odoo.tests import TransactionCase

from benchmarks.company import Size, build_company
from benchmarks.gamification import goals_cost
from benchmarks.handwritten import handwritten_cost
from benchmarks.measure import Result, cost
from benchmarks.run import table_lines

SIZE = Size("tiny", tickets=400, customers=40, months=1, agents=25)


class TestBenchmarkCompany(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        build_company(cls.env, SIZE)
        cls.env.cr.execute("SET LOCAL session_replication_role = DEFAULT")
        cls.agents = cls.env["res.users"].search([("login", "=like", "agent%")])
        cls.tickets = cls.env["helpdesk.ticket"].search(
            [("user_id", "in", cls.agents.ids)]
        )

    def test_four_messages_a_ticket(self):
        messages = self.env["mail.message"].search_count(
            [("model", "=", "helpdesk.ticket"), ("res_id", "in", self.tickets.ids)]
        )
        self.assertEqual(len(self.tickets), SIZE.tickets)
        self.assertAlmostEqual(messages / len(self.tickets), 4, delta=0.2)

    def test_every_agent_has_employee_team_and_tickets(self):
        self.assertEqual(len(self.agents), SIZE.agents)
        self.assertEqual(len(self.agents.employee_id), SIZE.agents)
        self.assertEqual(self.tickets.user_id, self.agents)
        members = self.tickets.team_id.user_ids
        self.assertEqual(members, self.agents)

    def test_handed_over_tickets_stay_in_the_team(self):
        for ticket in self.tickets:
            self.assertIn(ticket.user_id, ticket.team_id.user_ids)

    def test_handwritten_month_has_the_tickets_closed_in_it(self):
        closed = self.tickets.filtered(
            lambda ticket: (
                ticket.closed_date and f"{ticket.closed_date:%Y-%m}" == "2025-12"
            )
        )
        ours = {"users": self.agents.ids, "lines": 200, "cards": 25}
        result = handwritten_cost(self.env, ours)
        self.assertEqual(result["tickets"], len(closed))
        self.env.cr.execute("SELECT count(*) FROM plain_line")
        self.assertEqual(self.env.cr.fetchone()[0], 200)

    def test_goals_find_the_same_tickets(self):
        _spent, goals = goals_cost(self.env, self.agents)
        self.assertEqual(goals, 8 * SIZE.agents)
        closed = self.env["gamification.goal"].search(
            [("definition_id.name", "=", "Closed"), ("user_id", "in", self.agents.ids)]
        )
        # the goals count to the last day's midnight, as gamification does
        self.assertGreater(sum(closed.mapped("current")), 300)

    def test_cost_counts_statements_and_names_the_longest(self):
        with cost() as spent:
            self.env.cr.execute("UPDATE res_company SET name = name")
            self.env.cr.execute("SELECT pg_sleep(0.02) FROM res_company")
        self.assertEqual(spent.statements, 2)
        self.assertGreater(spent.seconds, 0.02)
        self.assertIn("most of it FROM res_company 0.0", spent.breakdown(1))

    def test_table_marks_what_misses_its_aim(self):
        results = [
            Result("x", 1.0, 1.0, "as good as can be"),
            Result("y", 1.01, 1.0, "not quite"),
        ]
        lines = list(table_lines(results, SIZE))
        self.assertEqual([line for line in lines if "missed" in line], [lines[-2]])
        self.assertIn("not quite", lines[-1])
