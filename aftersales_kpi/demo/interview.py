"""Talks about the demo company's results, and what came of them.

One interview in each state about the published month, an older one whose improvement
plan shows over the periods since then what it brought, and training rules.
"""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

# login: what happened to the talk about the published month
TALKS = {
    "lina": "requested",
    "zhangwei": "planned",
    "wangfang": "held",
    "chenjie": "confirmed",
    "liuyang": "not_agreed",
    "huangqi": "cancelled",
}
# The talk of the first closed month, from which a plan has come.
EARLIER = "wangfang"
# indicator, kind, measured by, direction, limit, periods in a row, name, description
RULES = (
    (
        "response_time",
        "training",
        "share",
        "below",
        70,
        2,
        "Answering first, solving after",
        "Two hours with the hotline's best: templates, priorities, quiet hours.",
    ),
    (
        "knowledge_test",
        "training",
        "value",
        "below",
        70,
        1,
        "Product course: pumps and valves",
        "Half a day in the workshop, with a test at the end.",
    ),
    (
        "satisfaction",
        "development",
        "share",
        "above",
        100,
        2,
        "Mentor of a new colleague",
        "Who makes customers content shows others how.",
    ),
)
ROOM = "Meeting room 2"


class DemoInterview:
    """Lets the demo company's people talk, agree, and get better."""

    def __init__(self, env):
        # nobody writes to people who do not exist
        self.env = env(context={**env.context, "no_mail_to_attendees": True})
        self.company = env.ref("base.main_company")
        first = env.cr.now().date() + relativedelta(day=1)
        self.months = [first - relativedelta(months=back) for back in range(5)]

    def load(self):
        """Everything, once."""
        if self.env["aftersales.interview"].search_count([], limit=1):
            return
        last = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        self._make_rules()
        cycles = [self._published(month) for month in self.months[:1:-1]]
        for cycle in cycles:
            cycle._propose_trainings()
        self._talk_and_plan(self._card(cycles[0], EARLIER))
        for login, state in TALKS.items():
            self._talk(self._card(cycles[-1], login), state)
        self._decide_about_trainings()
        self.env["mail.mail"].search([("id", ">", last)]).unlink()

    def _user(self, login):
        return self.env.ref(f"aftersales_kpi.demo_user_{login}")

    def _make_rules(self):
        names = ("kind", "measure", "direction", "limit", "periods", "name")
        self.env["aftersales.training.rule"].create(
            [
                {
                    "indicator_id": self.env.ref(f"aftersales_kpi.indicator_{code}").id,
                    "company_id": self.company.id,
                    "description": description,
                    **dict(zip(names, values, strict=True)),
                }
                for code, *values, description in RULES
            ]
        )

    # --- Results --------------------------------------------------------------------

    def _published(self, month):
        """The client's scheme in a month, published, unless it is."""
        scheme = self.env.ref("aftersales_kpi.scheme_client")
        vals = {
            "scheme_id": scheme.id,
            "company_id": self.company.id,
            "date_from": month,
        }
        cycles = self.env["aftersales.cycle"]
        domain = [(name, "=", value) for name, value in vals.items()]
        found = cycles.search([*domain, ("state", "in", ("published", "closed"))])
        if found:
            return found
        cycle = cycles.create(vals)
        cycle.action_open()
        # grades of these months came from another system
        cycle.grading_ids._expire()
        cycle.action_score()
        cycle.action_approve()
        cycle.action_publish()
        return cycle

    def _card(self, cycle, login):
        return cycle.scorecard_ids.filtered(
            lambda card: card.is_current and card.user_id == self._user(login)
        )

    # --- Talks ----------------------------------------------------------------------

    def _talk(self, card, state):
        """An interview about the card, moved on until the state."""
        own = card.with_user(card.user_id)
        if state == "requested":
            own.action_ask_interview()
            return card.interview_id
        leader = self._user("sunli")
        interview = (
            self.env["aftersales.interview"]
            .with_user(leader)
            .create(
                {
                    "scorecard_id": card.id,
                    "interviewer_id": leader.id,
                    "start": self._moment(card, state),
                    "location": ROOM,
                }
            )
        )
        if state == "cancelled":
            interview.action_cancel("On leave; we talk about the next month.")
        if state in ("held", "confirmed", "not_agreed"):
            self._hold(interview)
        if state == "confirmed":
            interview.with_user(card.user_id).action_confirm()
        if state == "not_agreed":
            interview.with_user(card.user_id).action_disagree(
                "The slow week was Huang Qi's leave: I had both our queues."
            )
        return interview

    def _moment(self, card, state):
        """A quarter of an hour of its own for each talk."""
        place = list(TALKS.values()).index(state) if state in TALKS.values() else 0
        day = card.cycle_id.date_to + timedelta(days=7)
        if state == "planned":
            day = self.env.cr.now().date() + timedelta(days=3)
        day += timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
        return datetime.combine(day, time(9)) + timedelta(minutes=45 * place)

    def _hold(self, interview):
        interview.topic_ids[:1].note = "We looked at the slowest tickets together."
        interview.write(
            {
                "strengths": "<p>Friendly on the phone; customers come back.</p>",
                "weaknesses": "<p>The first answer comes late on Mondays.</p>",
                "agreement": "<p>Answer first, solve after; look at it in a month.</p>",
            }
        )
        interview.with_user(interview.user_id).action_comment(
            "On Mondays the weekend's mails come on top."
        )
        interview.action_hold()

    def _talk_and_plan(self, card):
        """The older talk, whose plan both have agreed on."""
        interview = self._talk(card, "confirmed")
        leader, person = self._user("sunli"), card.user_id
        plans = self.env["aftersales.improvement.plan"].with_user(leader)
        plan = plans._start(interview.scorecard_id, interview)
        plan.name = "Faster first answers"
        plan.action_ids = [
            (
                0,
                0,
                {
                    "name": "Sit with Li Na for a morning",
                    "kind": "coaching",
                    "owner_id": leader.id,
                    "due": self.months[2],
                },
            ),
            (
                0,
                0,
                {
                    "name": "Write templates for the five most frequent questions",
                    "owner_id": person.id,
                    "due": self.months[0] - timedelta(days=4),
                },
            ),
        ]
        plan.action_countersign()
        plan.with_user(person).action_agree()
        coaching, templates = plan.action_ids.filtered(
            lambda one: one.name.startswith(("Sit", "Write"))
        ).sorted("name")
        coaching.action_done("Two mornings; the order of work is clear now.")
        templates.with_user(person).action_progress(60)

    def _decide_about_trainings(self):
        """One proposal is taken up and one dismissed; the others are open."""
        proposals = self.env["aftersales.training.proposal"].search([], order="id")
        taken, dismissed = proposals[:1], proposals[1:2]
        for one in taken:
            one.with_user(one.user_id).action_accept()
        for one in dismissed:
            one.with_user(one.user_id).action_dismiss("I took this course in spring.")
