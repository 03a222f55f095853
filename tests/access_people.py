"""What stands about people beside their scorecards, for test_access_matrix.py.

Goals, interviews, improvement plans, training, outcomes, shares and career paths; each
of the people of the world has one of each.
"""

# Whose records there are: of the people with these roles, of a colleague in the same
# team and of somebody in a team that the leader does not lead.
PEOPLE = ("service", "employee", "colleague", "stranger")


class AccessPeople:
    """Part of AccessWorld: records of people, and what others would add to them."""

    def _make_people_records(self):
        self._make_goals()
        self._make_talks()
        self._make_training()
        self._make_outcomes()
        self._make_career()
        self._make_second_cards()

    def _leader_of(self, role):
        return self.users["head" if role == "stranger" else "leader"]

    def _of(self, model, role):
        return self.records[model][role]

    def _add(self, model, role, vals, label=None):
        record = self.env[model].create(vals)
        self._keep(label or model, role, record)
        return record

    # --- Goals ------------------------------------------------------------------------

    def _make_goals(self):
        for role in PEOPLE:
            draft = self._add(
                "aftersales.goal", role, self.vals_goal(role, measure="milestones")
            )
            self._add(
                "aftersales.goal.milestone", role, self.vals_milestone(draft, "Half")
            )
            agreed = self._agreed(self.vals_goal(role))
            self._keep("aftersales.goal (agreed)", role, agreed)
            self._checkin(role, agreed)
            self._add("aftersales.goal.change", role, self.vals_change(agreed))
        whole = self._agreed(self.vals_goal("head", level="company"))
        self._keep("aftersales.goal (the company's)", "company", whole)

    def _agreed(self, vals):
        goal = self.env["aftersales.goal"].create(vals)
        goal._set({"state": "agreed", "proposed_side": "superior"})
        return goal

    def _checkin(self, role, goal):
        checkins = self.env["aftersales.goal.checkin"].with_user(self.users[role])
        self._keep(
            "aftersales.goal.checkin",
            role,
            checkins.sudo().create(self.vals_checkin(goal)),
        )

    def vals_goal(self, role, **values):
        return {
            "name": "Answer soon",
            "employee_id": self.employees[role].id,
            "company_id": self.company.id,
            "date_from": "2026-10-01",
            "date_to": "2026-12-31",
            "measure": "yes_no",
            **values,
        }

    def vals_milestone(self, goal, name):
        return {"goal_id": goal.id, "name": name}

    def vals_checkin(self, goal):
        return {"goal_id": goal.id, "text": "On the way"}

    def vals_change(self, goal):
        return {
            "goal_id": goal.id,
            "reason": "Less time",
            "before_data": {"weight": 1},
            "after_data": {"weight": 2},
        }

    # --- Interviews and plans ---------------------------------------------------------

    def _make_talks(self):
        for role in PEOPLE:
            talk = self._add("aftersales.interview", role, self.vals_interview(role))
            self._add("aftersales.interview.topic", role, self.vals_topic(talk))
            plan = self._add("aftersales.improvement.plan", role, self.vals_plan(role))
            self._add("aftersales.improvement.action", role, self.vals_action(plan))

    def vals_interview(self, role, card=None):
        card = card or self._of("aftersales.scorecard", role)
        return {
            "scorecard_id": card.id,
            "interviewer_id": self._leader_of(role).id,
        }

    def vals_topic(self, talk):
        return {"interview_id": talk.id, "name": "Night shifts"}

    def vals_plan(self, role):
        return {
            "scorecard_id": self._of("aftersales.scorecard", role).id,
            "leader_id": self._leader_of(role).id,
        }

    def vals_action(self, plan):
        return {"plan_id": plan.id, "name": "Coaching", "owner_id": plan.user_id.id}

    # --- Training, outcomes, career, shares -------------------------------------------

    def _make_training(self):
        self._add("aftersales.training.rule", "company", self.vals_training())
        rule = self.used_training = self.env["aftersales.training.rule"].create(
            self.vals_training()
        )
        for role in PEOPLE:
            self._add(
                "aftersales.training.proposal", role, self.vals_proposal(rule, role)
            )

    def vals_training(self):
        return {
            "name": "Listening",
            "company_id": self.company.id,
            "indicator_id": self._ref("indicator_response_time"),
        }

    def vals_proposal(self, rule, role):
        return {
            "rule_id": rule.id,
            "scorecard_id": self._of("aftersales.scorecard", role).id,
        }

    def _make_outcomes(self):
        self._add("aftersales.outcome.rule", "company", self.vals_rule())
        rule = self.used_rule = self.env["aftersales.outcome.rule"].create(
            self.vals_rule()
        )
        self._add("aftersales.incentive", "company", self.vals_incentive())
        for role in PEOPLE:
            self._add(
                "aftersales.outcome",
                role,
                self.vals_outcome(rule, role),
                "aftersales.outcome (not yet told)",
            )
            told = self._add("aftersales.outcome", role, self.vals_outcome(rule, role))
            told._set({"state": "notified", "notified_on": "2026-11-01 10:00:00"})

    def vals_rule(self):
        return {
            "name": "Star",
            "company_id": self.company.id,
            "measure": "hand",
            "effect": "award",
        }

    def vals_incentive(self):
        return {"name": "Bonus", "company_id": self.company.id}

    def vals_outcome(self, rule, role):
        return {
            "rule_id": rule.id,
            "employee_id": self.employees[role].id,
            "company_id": self.company.id,
            "proposal": "Solved a hard case",
        }

    def _make_career(self):
        self.jobs = self.env["hr.job"].create(
            [{"name": f"Post {n}", "company_id": self.company.id} for n in range(3)]
        )
        step = self._add("aftersales.career.step", "company", self.vals_career(0))
        self._add(
            "aftersales.career.requirement", "company", self.vals_requirement(step)
        )

    def vals_career(self, number):
        return {
            "company_id": self.company.id,
            "job_id": self.jobs[number].id,
            "next_job_id": self.jobs[number + 1].id,
        }

    def vals_requirement(self, step):
        return {"step_id": step.id, "limit": 80}

    def _declare_shares(self):
        """Half of everybody's October hangs on the first scheme."""
        for role in PEOPLE:
            self._add("aftersales.scheme.share", role, self.vals_share(role))

    def _make_second_cards(self):
        """Two posts: a second scorecard of October, and the weighted total of both."""
        self._add(
            "aftersales.scheme.perspective",
            "company",
            self.vals_perspective("customer"),
        )
        scheme = self._scheme("SECOND", graded=False)
        scheme.action_approve()
        cycle = self.env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": self.company.id,
                "date_from": "2026-10-01",
            }
        )
        for move in ("open", "score", "approve", "publish"):
            getattr(cycle, f"action_{move}")()
        self.second_cards = {
            self._role_of(card.employee_id): card for card in cycle.scorecard_ids
        }
        self.env.flush_all()
        of_company = [("company_id", "=", self.company.id)]
        for combined in self.env["aftersales.combined.score"].search(of_company):
            role = self._role_of(combined.employee_id)
            self._keep("aftersales.combined.score", role, combined)

    def vals_share(self, role):
        return {
            "employee_id": self.employees[role].id,
            "company_id": self.company.id,
            "scheme_id": self.scheme.id,
            "share": 50,
            "date_from": "2026-10-01",
        }

    def vals_perspective(self, perspective):
        return {
            "scheme_id": self._of("aftersales.scheme", "company").id,
            "perspective": perspective,
            "weight": 50,
        }

    # --- What somebody would create ---------------------------------------------------

    def _people_makers(self, person):
        """{model: what makes the values of one more record about the person}."""

        def of(model):
            return self._of(model, person)

        def shared(model):
            return self._of(model, "company")

        return {
            "aftersales.goal": lambda: self.vals_goal(person),
            "aftersales.goal.milestone": lambda: self.vals_milestone(
                of("aftersales.goal"), "Whole"
            ),
            "aftersales.goal.checkin": lambda: self.vals_checkin(
                of("aftersales.goal (agreed)")
            ),
            "aftersales.goal.change": lambda: self.vals_change(of("aftersales.goal")),
            "aftersales.interview": lambda: self.vals_interview(
                person, self.second_cards[person]
            ),
            "aftersales.interview.topic": lambda: self.vals_topic(
                of("aftersales.interview")
            ),
            "aftersales.improvement.plan": lambda: self.vals_plan(person),
            "aftersales.improvement.action": lambda: self.vals_action(
                of("aftersales.improvement.plan")
            ),
            "aftersales.training.rule": self.vals_training,
            "aftersales.training.proposal": lambda: self.vals_proposal(
                self.used_training, person
            ),
            "aftersales.outcome": lambda: self.vals_outcome(self.used_rule, person),
            "aftersales.outcome.rule": self.vals_rule,
            "aftersales.incentive": self.vals_incentive,
            "aftersales.career.step": lambda: self.vals_career(1),
            "aftersales.career.requirement": lambda: self.vals_requirement(
                shared("aftersales.career.step")
            ),
            "aftersales.scheme.share": lambda: {
                **self.vals_share(person),
                "scheme_id": shared("aftersales.scheme").id,
            },
            "aftersales.scheme.perspective": lambda: self.vals_perspective("finance"),
            "aftersales.combined.score": lambda: None,  # read from scorecards
        }
