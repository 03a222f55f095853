"""What is recorded about tickets, for test_access_matrix.py.

Steps, costs, waits, reopenings and quality checks, of a ticket in the hands of each of
the people who work on tickets.
"""

AGENTS = ("service", "colleague", "stranger")


class AccessTickets:
    """Part of AccessWorld: tickets and what staff records about them."""

    def _make_ticket_records(self):
        self._make_lists()
        for role in AGENTS:
            ticket = self._make_ticket(role)
            self._make_records_of(ticket, role)
        # a second one of each, on which somebody could record the first thing
        self.fresh = {role: self._make_ticket(role) for role in AGENTS}
        # what no ticket uses yet, so that it may be deleted
        self._make_lists_of("company")

    def _make_ticket(self, role):
        team = self.other_team if role == "stranger" else self.team
        return self.env["helpdesk.ticket"].create(
            {
                "name": "The pump is broken",
                "description": "It leaks.",
                "company_id": self.company.id,
                "team_id": team.id,
                "user_id": self.users[role].id,
            }
        )

    def _make_lists(self):
        """Checklists and costs that everybody in the company works with."""
        self.category = self.env["helpdesk.ticket.category"].create(
            [
                {"name": f"Pump {number}", "company_id": self.company.id}
                for number in (1, 2)
            ]
        )
        self._make_lists_of("used")
        standard = self.env["aftersales.standard.cost"].create(self.vals_standard(0))
        self._keep("aftersales.standard.cost", "company", standard)

    def _make_lists_of(self, key):
        for model, make in (
            ("aftersales.checklist", self.vals_checklist),
            ("aftersales.checklist.step", lambda: self.vals_step(key)),
            ("aftersales.quality.checklist", self.vals_questions),
            ("aftersales.quality.item", lambda: self.vals_item(key)),
            ("aftersales.quality.draw", lambda: self.vals_draw(key)),
        ):
            self._keep(model, key, self.env[model].create(make()))

    def _make_records_of(self, ticket, role):
        for model, vals in (
            ("aftersales.service.cost", self.vals_cost(ticket)),
            ("aftersales.parts.wait", self.vals_wait(ticket)),
            ("aftersales.ticket.step", self.vals_ticket_step(ticket)),
            ("aftersales.reopening", self.vals_reopening(ticket, role)),
            ("aftersales.quality.check", self.vals_check(ticket, role)),
        ):
            known = self.env[model].search([("ticket_id", "=", ticket.id)])
            self._keep(model, role, known or self.env[model].create(vals))
        check = self.records["aftersales.quality.check"][role]
        answer = self.env["aftersales.quality.check.line"].create(
            self.vals_answer(check)
        )
        self._keep("aftersales.quality.check.line", role, answer)
        check._move("action_submit")
        cost = self.records["aftersales.service.cost"][role]
        line = self.env["aftersales.service.cost.line"].create(self.vals_line(cost))
        self._keep("aftersales.service.cost.line", role, line)

    # --- Values -----------------------------------------------------------------------

    def vals_checklist(self):
        return {"name": "Repair", "company_id": self.company.id}

    def vals_step(self, key):
        checklist = self.records["aftersales.checklist"][key]
        return {"checklist_id": checklist.id, "name": "Call back"}

    def vals_questions(self):
        return {"name": "Answer", "company_id": self.company.id}

    def vals_item(self, key):
        questions = self.records["aftersales.quality.checklist"][key]
        return {"checklist_id": questions.id, "name": "Polite?"}

    def vals_draw(self, key):
        """Nothing is drawn; of the lists that are in use, so that others can go."""
        return {
            "company_id": self.company.id,
            "checklist_id": self.records["aftersales.quality.checklist"]["used"].id,
            "seed": 7 if key == "used" else 8,
        }

    def vals_standard(self, number):
        return {
            "company_id": self.company.id,
            "category_id": self.category[number].id,
            "cost": 100,
        }

    def vals_cost(self, ticket):
        return {"ticket_id": ticket.id}

    def vals_line(self, cost):
        return {"cost_id": cost.id, "sort": "part", "unit_cost": 5}

    def vals_wait(self, ticket):
        return {"ticket_id": ticket.id, "part": "Seal"}

    def vals_ticket_step(self, ticket):
        return {
            "ticket_id": ticket.id,
            "step_id": self.records["aftersales.checklist.step"]["used"].id,
        }

    def vals_reopening(self, ticket, role):
        return {
            "ticket_id": ticket.id,
            "reopened_on": "2026-10-20 10:00:00",
            "user_id": self.users[role].id,
            "employee_id": self.employees[role].id,
        }

    def vals_check(self, ticket, role):
        """To be answered by somebody outside of this world."""
        return {
            "ticket_id": ticket.id,
            "draw_id": self.records["aftersales.quality.draw"]["used"].id,
            "employee_id": self.employees[role].id,
            "user_id": self.users[role].id,
            "solved_on": "2026-10-19 10:00:00",
            "checker_id": self.env.uid,
        }

    def vals_answer(self, check):
        return {
            "check_id": check.id,
            "item_id": self.records["aftersales.quality.item"]["used"].id,
        }

    # --- What somebody would create ---------------------------------------------------

    def _ticket_makers(self, person):
        """{model: what makes values of one more record of the person's ticket}."""
        person = person if person in AGENTS else "colleague"
        ticket = self.fresh[person]

        def of(model):
            return self.records[model][person]

        return {
            "aftersales.checklist": self.vals_checklist,
            "aftersales.checklist.step": lambda: self.vals_step("company"),
            "aftersales.quality.checklist": self.vals_questions,
            "aftersales.quality.item": lambda: self.vals_item("company"),
            "aftersales.quality.draw": lambda: self.vals_draw("company"),
            "aftersales.quality.check": lambda: self.vals_check(ticket, person),
            "aftersales.quality.check.line": lambda: self.vals_answer(
                of("aftersales.quality.check")
            ),
            "aftersales.standard.cost": lambda: self.vals_standard(1),
            "aftersales.service.cost": lambda: self.vals_cost(ticket),
            "aftersales.service.cost.line": lambda: self.vals_line(
                of("aftersales.service.cost")
            ),
            "aftersales.parts.wait": lambda: self.vals_wait(ticket),
            "aftersales.ticket.step": lambda: self.vals_ticket_step(ticket),
            "aftersales.reopening": lambda: self.vals_reopening(ticket, person),
        }
