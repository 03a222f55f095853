"""The life of the demo company's evaluations: every state that a visitor may ask for.

Two closed months, one that is published and appealed, the running one (demo/grading.py)
and a small second scheme whose cycles stop on the way. Last month is left alone: it is
scored before the visitor's eyes.
"""

from dateutil.relativedelta import relativedelta

# A line of the client's scheme, what is done to its appeal: (kind, reason, moves).
# A move is (who, method, arguments); "me" is the person who appeals.
APPEALS = {
    "zhangwei": {
        "response_time": ("wrong_data", "The answer went out by phone.", ()),
        "satisfaction": (
            "not_my_fault",
            "The customer was cross about the delivery.",
            (("me", "action_submit"),),
        ),
        "information_sharing": (
            "wrong_rule",
            "I wrote two articles this month.",
            (("me", "action_submit"), ("me", "action_withdraw")),
        ),
    },
    "wangfang": {
        "response_time": (
            "wrong_data",
            "Two tickets came in at night.",
            (
                ("me", "action_submit"),
                ("sunli", "action_reject", "The night does not count as working time."),
            ),
        ),
        "satisfaction": (
            "wrong_rule",
            "One rating of one point was for the price.",
            (
                ("me", "action_submit"),
                ("sunli", "action_reject", "The rating is about the service."),
                ("me", "action_escalate", "The customer wrote that it is the price."),
            ),
        ),
        "resolution_rate": (
            "wrong_rule",
            "The customer never answered.",
            (
                ("me", "action_submit"),
                ("sunli", "action_reject", "A reminder was never sent."),
                ("me", "action_agree"),
            ),
        ),
    },
    "liuyang": {
        "response_time": (
            "wrong_person",
            "This ticket was Chen Jie's.",
            (("me", "action_submit"), ("sunli", "action_hear")),
        ),
        "satisfaction": (
            "wrong_person",
            "I only covered for Huang Qi.",
            (
                ("me", "action_submit"),
                ("sunli", "action_hear"),
                ("huangqi", "action_state", "Yes, I came back a day later."),
            ),
        ),
        "skill": (
            "wrong_rule",
            "The level does not fit what I did.",
            (("me", "action_submit"), ("sunli", "accept_partly")),
        ),
    },
    "huangqi": {
        "response_time": (
            "not_my_fault",
            "The line was down that morning.",
            (("me", "action_submit"), ("sunli", "action_accept", "It was, for all.")),
        ),
    },
}
# Whose records an appeal of "wrong person" says they are.
OTHERS = {
    ("liuyang", "response_time"): "chenjie",
    ("liuyang", "satisfaction"): "huangqi",
}
FEEDBACK = (
    ("lina", "praise", "The pump customer called just to thank you."),
    ("zhaomin", "note", "Answer first, even if the solution takes longer."),
    ("liuyang", "alert", "Average response time stands below last month so far."),
)


class DemoLife:
    """Moves the demo company's cycles on, as its people would."""

    def __init__(self, env):
        self.env = env
        self.company = env.ref("base.main_company")
        first = env.cr.now().date() + relativedelta(day=1)
        self.months = [first - relativedelta(months=back) for back in range(5)]

    def load(self):
        """Everything, once; mails to people who do not exist are forgotten."""
        client = self.env.ref("aftersales_kpi.scheme_client")
        known = [("scheme_id", "=", client.id), ("date_from", "=", self.months[2])]
        if self.env["aftersales.cycle"].search_count(known):
            return
        last = self.env["mail.mail"].search([], order="id desc", limit=1).id
        self._exclude()
        self._close(client, self.months[4])
        self._void(self._close(client, self.months[3]))
        self._appeal(self._publish(client, self.months[2]))
        self._stop_on_the_way()
        self._give_feedback()
        self.env["mail.mail"].search([("id", ">", last)]).unlink()

    def _user(self, login):
        return self.env.ref(f"aftersales_kpi.demo_user_{login}")

    def _employee(self, login):
        return self.env.ref(f"aftersales_kpi.demo_employee_{login}")

    # --- Cycles ---------------------------------------------------------------------

    def _cycle(self, scheme, month):
        return self.env["aftersales.cycle"].create(
            {
                "scheme_id": scheme.id,
                "company_id": self.company.id,
                "date_from": month,
            }
        )

    def _score(self, scheme, month):
        cycle = self._cycle(scheme, month)
        cycle.action_open()
        # grades of these months came from another system
        cycle.grading_ids._expire()
        cycle.action_score()
        return cycle

    def _publish(self, scheme, month):
        cycle = self._score(scheme, month)
        cycle.action_approve()
        cycle.action_publish()
        return cycle

    def _close(self, scheme, month):
        cycle = self._publish(scheme, month)
        cycle.action_close()
        return cycle

    def _stop_on_the_way(self):
        """A second scheme whose cycles wait for somebody, or were given up."""
        scheme = self._small_scheme()
        self._score(scheme, self.months[4]).action_cancel("It was tried only.")
        self._score(scheme, self.months[3]).action_approve()
        self._score(scheme, self.months[2])._look_for_suspicions()
        self._cycle(scheme, self.months[1])

    def _small_scheme(self):
        """Half speed, half satisfaction; its cycles are started by hand."""
        criteria = self.env.ref("aftersales_kpi.scheme_client").criterion_ids
        wanted = ("response_time", "satisfaction")
        scheme = self.env["aftersales.scheme"].create(
            {
                "name": "Speed and satisfaction (trial)",
                "code": "TRIAL",
                "company_id": self.company.id,
                "auto_cycle": False,
            }
        )
        for criterion in criteria.filtered(lambda one: one.indicator_id.code in wanted):
            copy = criterion.copy({"scheme_id": scheme.id, "max_points": 50})
            best = max(copy.band_ids.mapped("points"))
            for band in copy.band_ids:
                band.points = band.points * 50 / best
        scheme.action_approve()
        return scheme

    # --- Records left out, cheating -------------------------------------------------

    def _exclude(self):
        """Two of Wang Fang's slow answers, one of which counts again."""
        officer = self._user("wuhua")
        facts = self.env["aftersales.observation"].search(
            [
                ("employee_id", "=", self._employee("wangfang").id),
                ("kind_id.code", "=", "response"),
                ("date", ">=", self.months[2]),
                ("date", "<", self.months[1]),
            ],
            order="numerator desc, id",
            limit=2,
        )
        exclusions = self.env["aftersales.exclusion"].with_user(officer)
        for fact, reason in zip(
            facts, ("The telephone system was down", "A test call"), strict=True
        ):
            exclusion = exclusions.create({"observation_id": fact.id, "reason": reason})
        exclusion.action_undo()

    def _void(self, cycle):
        card = self._card(cycle, "zhaomin")
        card.with_user(self._user("wuhua")).action_void(
            "Tickets were closed and opened again to look fast."
        )

    def _card(self, cycle, login):
        return cycle.scorecard_ids.filtered(
            lambda card: card.is_current and card.employee_id == self._employee(login)
        )

    # --- Appeals --------------------------------------------------------------------

    def _appeal(self, cycle):
        """One appeal in each state."""
        for login, appeals in APPEALS.items():
            for code, (kind, reason, moves) in appeals.items():
                appeal = self._draft(cycle, login, code, kind, reason)
                for who, method, *words in moves:
                    self._move(appeal, login if who == "me" else who, method, words)

    def _draft(self, cycle, login, code, kind, reason):
        card = self._card(cycle, login)
        line = card.line_ids.filtered(lambda one: one.indicator_id.code == code)
        values = {
            "scorecard_id": card.id,
            "line_id": line.id,
            "kind": kind,
            "reason": reason,
            "proposed_points": line.max_points,
        }
        if kind != "wrong_rule":
            values["observation_ids"] = (line.evidence or {})["id"][:1]
        if other := OTHERS.get((login, code)):
            values["other_employee_id"] = self._employee(other).id
        return self.env["aftersales.appeal"].with_user(self._user(login)).create(values)

    def _move(self, appeal, login, method, words):
        own = appeal.with_user(self._user(login))
        if method == "accept_partly":
            points = appeal.sudo().line_id.points + 1
            own.item_ids.write({"remedy": "points", "new_points": points})
            own.action_accept_partly("Half a level better, as the examples show.")
        else:
            getattr(own, method)(*words)

    # --- While the period runs --------------------------------------------------------

    def _give_feedback(self):
        leader = self._user("sunli")
        for login, kind, text in FEEDBACK:
            alert = kind == "alert"
            self.env["aftersales.feedback"].with_user(leader).sudo(alert).create(
                {
                    "employee_id": self._employee(login).id,
                    "company_id": self.company.id,
                    "kind": kind,
                    "text": text,
                    "alert_key": "demo" if alert else False,
                }
            )
