"""Two companies in which every model has records of several people.

Only what is needed to ask who may see and change what: see test_access_matrix.py.
"""

from datetime import datetime

from odoo import Command
from odoo.tests import new_test_user

from access_people import PEOPLE, AccessPeople
from access_tickets import AccessTickets

# Each role of the matrix, and its groups; the rest of the world belongs to nobody here.
GROUPS = {
    "service": "base.group_user,helpdesk_mgmt.group_helpdesk_user_own",
    "employee": "base.group_portal",
    "internal": "base.group_user",
    "leader": "base.group_user,aftersales_kpi.group_leader",
    "officer": "base.group_user,aftersales_kpi.group_officer",
    "administrator": "base.group_user,aftersales_kpi.group_manager",
    "customer": "base.group_portal",
}
LEVELS = ((100, 10), (0, 0))


class AccessWorld(AccessPeople, AccessTickets):
    """One company with its people and, for each model, records {key: record}.

    The key is the role of the person whose the record is, or "company".
    """

    def __init__(self, env, name):
        self.name = name
        self.company = env["res.company"].create({"name": f"Company {name}"})
        self.company.resource_calendar_id.tz = "UTC"
        # nobody works by it, so that its hours may be made up
        self.idle_calendar = self.company.resource_calendar_id.copy()
        env.user.company_ids = [Command.link(self.company.id)]
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self.users, self.employees, self.records = {}, {}, {}
        self._make_people()
        self._make_scheme()
        self._make_facts()
        self._declare_shares()
        self._publish()
        self._make_the_rest()
        self._make_people_records()
        self._make_ticket_records()

    def _keep(self, model, key, record):
        record.ensure_one()
        self.records.setdefault(model, {})[key] = record.with_env(self.env)

    # --- People ---------------------------------------------------------------------

    def _make_people(self):
        for role, groups in {
            **GROUPS,
            "colleague": GROUPS["service"],
            "stranger": GROUPS["service"],
            "head": GROUPS["internal"],
        }.items():
            self.users[role] = new_test_user(
                self.env,
                f"{role}_{self.name}",
                groups=groups,
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
        self.team = self._make_team("led", ("service", "employee", "colleague"))
        self.team.user_id = self.users["leader"]
        self.other_team = self._make_team("other", ("stranger",))
        department = self.env["hr.department"].create(
            {"name": "Service", "company_id": self.company.id}
        )
        for role in ("leader", "head", "internal", *PEOPLE):
            self.employees[role] = self.env["hr.employee"].create(
                {
                    "name": role.title(),
                    "user_id": self.users[role].id,
                    "company_id": self.company.id,
                    "department_id": department.id,
                    "date_version": "2026-01-01",
                }
            )
        for role in ("service", "employee", "colleague"):
            self.employees[role].parent_id = self.employees["leader"]
        self.employees["stranger"].parent_id = self.employees["head"]

    def _make_team(self, name, roles):
        members = [self.users[role].id for role in roles]
        return self.env["helpdesk.ticket.team"].create(
            {
                "name": f"{name} {self.name}",
                "company_id": self.company.id,
                "user_ids": [Command.set(members)],
            }
        )

    # --- Definitions ----------------------------------------------------------------

    def _make_scheme(self):
        self.scheme = self._scheme("ACCESS")
        self.scheme.action_approve()
        draft = self._scheme("DRAFT")
        criteria = draft.criterion_ids
        self._keep("aftersales.scheme", "company", draft)
        self._keep("aftersales.scheme.criterion", "company", criteria[0])
        self._keep("aftersales.criterion.band", "company", criteria.band_ids[0])
        self._keep("aftersales.scheme.rater", "company", criteria.rater_ids[0])
        self._keep(
            "aftersales.scheme.weight",
            "company",
            self.env["aftersales.scheme.weight"].create(
                {"scheme_id": draft.id, "position": 1}
            ),
        )
        self._keep(
            "aftersales.scheme.approval",
            "company",
            self.env["aftersales.scheme.approval"].create(
                {"scheme_id": draft.id, "kind": "team_leader"}
            ),
        )
        self._keep(
            "aftersales.indicator",
            "company",
            self.env["aftersales.indicator"].create(self.vals_indicator("own")),
        )

    def _scheme(self, code, graded=True):
        """Response time, and cooperation as others grade it, unless told otherwise."""
        criteria = [self._response(60), self._cooperation()]
        if not graded:
            criteria = [self._response(100)]
        return self.env["aftersales.scheme"].create(
            {
                "name": code,
                "code": f"{code}{self.name}",
                "company_id": self.company.id,
                "team_ids": [Command.set((self.team | self.other_team).ids)],
                "criterion_ids": criteria,
            }
        )

    def _response(self, points):
        always = {"low_sign": "none", "high_sign": "none", "points": points}
        return Command.create(
            {
                "indicator_id": self._ref("indicator_response_time"),
                "max_points": points,
                "curve": "bands",
                "band_ids": [Command.create(always)],
            }
        )

    def _cooperation(self):
        raters = (
            {"role": "superior", "weight": 50},
            {
                "role": "colleague",
                "weight": 50,
                "minimum_raters": 2,
                "is_anonymous": True,
            },
        )
        return Command.create(
            {
                "indicator_id": self._ref("indicator_cooperation"),
                "max_points": 40,
                "curve": "levels",
                "band_ids": [
                    Command.create({"grade": grade, "points": 4 * points})
                    for grade, points in LEVELS
                ],
                "rater_ids": [Command.create(vals) for vals in raters],
            }
        )

    def _ref(self, xmlid):
        return self.env.ref(f"aftersales_kpi.{xmlid}").id

    def vals_indicator(self, code):
        return {
            "name": code,
            "code": f"{code}_{self.name.lower()}",
            "company_id": self.company.id,
            "numerator_kind_id": self._ref("kind_response"),
        }

    # --- What happened, and the evaluation of it --------------------------------------

    def _make_facts(self):
        ledger = self.env["aftersales.observation"]
        for role in PEOPLE:
            for number in range(3):
                ledger._post([self.vals_fact(role, number)])
            facts = ledger.search(
                [("employee_id", "=", self.employees[role].id)], order="id"
            )
            self._keep("aftersales.observation", role, facts[0])
            self._keep(
                "aftersales.exclusion",
                role,
                self.env["aftersales.exclusion"].create(
                    {"observation_id": facts[2].id, "reason": "Line was down"}
                ),
            )

    def vals_fact(self, role, number):
        team = self.other_team if role == "stranger" else self.team
        return {
            "kind": "response",
            "company_id": self.company.id,
            "employee_id": self.employees[role].id,
            "team_id": team.id,
            "event_date": datetime(2026, 10, 5, 10),
            "numerator": 60,
            "denominator": 1,
            "origin": f"access:{self.name}:{role}:{number}",
        }

    def _publish(self):
        self.cycle = self._cycle("2026-10-01")
        self.cycle.action_open()
        for sheet in self.cycle.grading_ids:
            tasks = sheet.assessment_ids
            own = sheet.with_user(sheet.user_id)
            own.save_remarks({tasks[0].employee_id.id: {"strengths": "Calm"}})
            own.save_answers(
                {task.id: f"level:{task._levels()[0].id}" for task in tasks}
            )
            own.action_submit()
            role = self._role_of(sheet.rater_id)
            if role in ("leader", "head"):
                for task in tasks:
                    graded = self._role_of(task.employee_id)
                    self._keep("aftersales.assessment (superior's)", graded, task)
            else:
                self._keep("aftersales.grading", role, sheet)
                self._keep("aftersales.remark", role, sheet.remark_ids)
                self._keep("aftersales.assessment", role, tasks[0])
        self.cycle.action_score()
        self.cycle.action_approve()
        self.cycle.action_publish()
        self._keep("aftersales.cycle", "company", self.cycle)
        for card in self.cycle.scorecard_ids:
            role = self._role_of(card.employee_id)
            self._keep("aftersales.scorecard", role, card)
            self._keep("aftersales.scorecard.line", role, card.line_ids[0])
            self._keep("aftersales.seal", role, card.seal_ids)
        self._score_unpublished()

    def _cycle(self, day):
        return self.env["aftersales.cycle"].create(
            {
                "scheme_id": self.scheme.id,
                "company_id": self.company.id,
                "date_from": day,
            }
        )

    def _role_of(self, employee):
        return next(
            role for role, one in self.employees.items() if one.id == employee.id
        )

    def _score_unpublished(self):
        """September, without any records: exceptions, and no publication."""
        cycle = self._cycle("2026-09-01")
        cycle.action_open()
        cycle.grading_ids._expire()
        cycle.action_score()
        self._keep("aftersales.cycle (not published)", "company", cycle)
        exceptions = self.env["aftersales.cycle.exception"].search(
            [("cycle_id", "=", cycle.id)]
        )
        self._keep("aftersales.cycle.exception", "company", exceptions[0])
        accepted = self.env["aftersales.cycle.acknowledgement"]
        self._keep(
            accepted._name, "company", accepted._accept(exceptions[0], "Known for long")
        )
        part = self.env["aftersales.cycle.approval"].create(self.vals_part(cycle))
        self._keep(part._name, "company", part)
        log = self.env["aftersales.approval.decision"]
        decision = log._log(part, self.users["head"], "approved", "Good")
        self._keep(log._name, "company", decision)
        for card in cycle.scorecard_ids:
            role = self._role_of(card.employee_id)
            self._keep("aftersales.scorecard (not published)", role, card)
            self._keep(
                "aftersales.scorecard.line (not published)", role, card.line_ids[0]
            )

    def _make_the_rest(self):
        for role in PEOPLE:
            self._keep(
                "aftersales.feedback",
                role,
                self.env["aftersales.feedback"].create(self.vals_feedback(role)),
            )
            self._keep(
                "aftersales.scheme.reading",
                role,
                self.env["aftersales.scheme.reading"].create(
                    self.vals_reading(
                        role, self.records["aftersales.scheme"]["company"]
                    )
                ),
            )
            self._keep(
                "aftersales.target",
                role,
                self.env["aftersales.target"].create(self.vals_target(role)),
            )
            self._keep(
                "aftersales.measurement",
                role,
                self.env["aftersales.measurement"].create(self.vals_measurement(role)),
            )
            self._keep(
                "aftersales.suggestion",
                role,
                self.env["aftersales.suggestion"].create(self.vals_suggestion(role)),
            )
            self._appeal(role)
            if role != "employee":  # portal users approve nothing
                self._keep(
                    "aftersales.substitution",
                    role,
                    self.env["aftersales.substitution"].create(
                        self.vals_substitution(role)
                    ),
                )
        self._keep(
            "aftersales.rater.statistic",
            "company",
            self.env["aftersales.rater.statistic"].search(
                [("cycle_id", "=", self.cycle.id)], limit=1
            ),
        )
        self._keep(
            "aftersales.kind",
            "company",
            self.env["aftersales.kind"].create(self.vals_kind(self.name)),
        )
        self._keep(
            "aftersales.pseudonym",
            "company",
            self.env["aftersales.pseudonym"].create(self.vals_pseudonym(self.name)),
        )
        self._keep(
            "aftersales.worktime",
            "company",
            self.env["aftersales.worktime"].create(self.vals_worktime(5)),
        )

    def _appeal(self, role):
        appeals = self.env["aftersales.appeal"].with_user(self.users[role]).sudo()
        draft = appeals.create(self.vals_appeal(role))
        self._keep("aftersales.appeal (draft)", role, draft)
        sent = appeals.create({**self.vals_appeal(role), "line_id": False})
        sent.action_submit()
        self._keep("aftersales.appeal", role, sent)
        self._keep("aftersales.appeal.item", role, sent.item_ids[0])
        self._keep("aftersales.appeal.decision", role, sent.decision_ids[0])

    # --- What somebody would create ---------------------------------------------------

    def vals_feedback(self, role):
        return {
            "employee_id": self.employees[role].id,
            "company_id": self.company.id,
            "text": "Well done",
        }

    def vals_reading(self, role, scheme):
        return {
            "scheme_id": scheme.id,
            "employee_id": self.employees[role].id,
            "company_id": self.company.id,
        }

    def vals_target(self, role):
        return {
            "employee_id": self.employees[role].id,
            "company_id": self.company.id,
            "indicator_id": self._ref("indicator_response_time"),
            "value": 10,
            "date_from": "2026-01-01",
        }

    def vals_measurement(self, role, day="2026-11-01"):
        return {
            "employee_id": self.employees[role].id,
            "company_id": self.company.id,
            "kind_id": self._ref("kind_knowledge_test"),
            "date": day,
            "numerator": 80,
            "denominator": 100,
        }

    def vals_suggestion(self, role, rule="outlier"):
        return {
            "cycle_id": self.cycle.id,
            "company_id": self.company.id,
            "observation_id": self.records["aftersales.observation"][role].id,
            "rule": rule,
        }

    def vals_appeal(self, role):
        card = self.records["aftersales.scorecard"][role]
        return {
            "scorecard_id": card.id,
            "line_id": card.line_ids[0].id,
            "kind": "wrong_rule",
            "reason": "The line was down",
        }

    def vals_part(self, cycle):
        """Something that the stranger's superior has to approve."""
        return {
            "cycle_id": cycle.id,
            "kind": "users",
            "rule": "any",
            "approver_ids": [Command.set(self.users["head"].ids)],
        }

    def vals_substitution(self, role):
        return {
            "user_id": self.users[role].id,
            "substitute_id": self.users["head"].id,
            "date_from": "2026-12-01",
            "date_to": "2026-12-02",
        }

    def vals_kind(self, code):
        return {"name": code, "code": f"access_{code.lower()}"}

    def vals_pseudonym(self, name):
        return {"identity": f"{name}@example.com", "key": f"key {name}"}

    def vals_worktime(self, day):
        return {
            "calendar_id": self.idle_calendar.id,
            "start": datetime(2031, 1, day),
            "seconds": day,
            "length": 1,
        }

    def new_values(self, model, person):
        """Values for one more record of the model about a person."""
        kept = self.records
        draft = kept["aftersales.scheme"]["company"]
        company = {"company_id": self.company.id}
        now = self.env.cr.now().replace(microsecond=0)
        makers = {
            "aftersales.appeal": lambda: self.vals_appeal(person),
            "aftersales.appeal.decision": lambda: {
                "appeal_id": kept["aftersales.appeal"][person].id,
                "action": "action_accept",
            },
            "aftersales.appeal.item": lambda: {
                "appeal_id": kept["aftersales.appeal"][person].id,
                "line_id": kept["aftersales.scorecard.line"][person].id,
            },
            "aftersales.assessment": lambda: {
                "grading_id": kept["aftersales.grading"]["colleague"].id,
                "rule_id": self.scheme.criterion_ids.rater_ids[0].id,
                "employee_id": self.employees["stranger"].id,
            },
            "aftersales.criterion.band": lambda: {
                "criterion_id": draft.criterion_ids[0].id,
                "points": 1,
            },
            "aftersales.cycle": lambda: {
                "scheme_id": self.scheme.id,
                "date_from": "2026-08-01",
                **company,
            },
            "aftersales.exclusion": lambda: {
                "observation_id": kept["aftersales.observation"][person].id,
                "reason": "Line was down",
            },
            "aftersales.feedback": lambda: self.vals_feedback(person),
            "aftersales.grading": lambda: {
                "cycle_id": self.cycle.id,
                "rater_id": self.employees["stranger"].id,
            },
            "aftersales.remark": lambda: {
                "grading_id": kept["aftersales.grading"]["colleague"].id,
                "employee_id": self.employees["stranger"].id,
                "strengths": "Calm",
            },
            "aftersales.indicator": lambda: self.vals_indicator("new"),
            "aftersales.kind": lambda: self.vals_kind("new"),
            "aftersales.measurement": lambda: self.vals_measurement(
                person, "2026-11-02"
            ),
            "aftersales.observation": lambda: {
                "kind_id": self._ref("kind_response"),
                "employee_id": self.employees[person].id,
                "event_date": now,
                "date": now,
                "origin": "made up",
                **company,
            },
            "aftersales.pseudonym": lambda: self.vals_pseudonym("new"),
            "aftersales.scheme": lambda: {"name": "New", "code": "NEW", **company},
            "aftersales.scheme.criterion": lambda: {
                "scheme_id": draft.id,
                "indicator_id": self._ref("indicator_complaint_rate"),
                "max_points": 1,
            },
            "aftersales.scheme.reading": lambda: self.vals_reading("leader", draft),
            "aftersales.scheme.rater": lambda: {
                "criterion_id": draft.criterion_ids.rater_ids.criterion_id.id,
                "role": "self",
                "weight": 1,
            },
            "aftersales.scheme.weight": lambda: {"scheme_id": draft.id, "position": 2},
            "aftersales.scorecard": lambda: {
                "name": "Made up",
                "cycle_id": self.cycle.id,
                "subject_id": self.employees["leader"].id,
                **company,
            },
            "aftersales.scorecard.line": lambda: {
                "scorecard_id": kept["aftersales.scorecard"][person].id,
                "criterion_id": draft.criterion_ids[0].id,
                "status": "scored",
                **company,
            },
            "aftersales.seal": lambda: {
                "number": 77,
                "scorecard_id": kept["aftersales.scorecard"][person].id,
                "stage": "final",
                "sealed_on": now,
                "digest": "d",
                "chain": "c",
                **company,
            },
            "aftersales.suggestion": lambda: self.vals_suggestion(person, "self_made"),
            "aftersales.target": lambda: {
                **self.vals_target(person),
                "date_from": "2027-01-01",
            },
            "aftersales.substitution": lambda: self.vals_substitution(person),
            "aftersales.scheme.approval": lambda: {
                "scheme_id": draft.id,
                "kind": "officer",
            },
            "aftersales.cycle.approval": lambda: self.vals_part(self.cycle),
            "aftersales.approval.decision": lambda: {
                "approval_id": kept["aftersales.cycle.approval"]["company"].id,
                "user_id": self.users["head"].id,
                "by_id": self.users["head"].id,
                "decided_on": now,
                "decision": "approved",
            },
            "aftersales.cycle.acknowledgement": lambda: {
                "cycle_id": self.cycle.id,
                "what": "Made up",
                "note": "Made up",
                "user_id": self.users["head"].id,
                "accepted_on": now,
                "fingerprint": "made up",
            },
            "aftersales.worktime": lambda: self.vals_worktime(6),
            # read from other tables
            "aftersales.cycle.exception": lambda: None,
            "aftersales.rater.statistic": lambda: None,
        }
        makers |= self._people_makers(person) | self._ticket_makers(person)
        return makers[model]()
