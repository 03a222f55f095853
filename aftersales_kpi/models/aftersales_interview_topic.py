from odoo import SUPERUSER_ID, api, fields, models

from .aftersales_interview_workflow import HOST, OPEN_STATES

# Below this share of its points (%) a line is weak, from this one it is strong.
WEAK_BELOW = 60
STRONG_FROM = 90
# A fall of the share since the period before that is worth a word (points of per cent).
FALL = 20
# So many lines of a kind stand on an agenda.
SHOWN = 3


class AftersalesInterviewTopic(models.Model):
    """One item of an interview's agenda: a line of the scorecard, or anything else."""

    _name = "aftersales.interview.topic"
    _description = "Topic of an Interview"
    _order = "interview_id, sequence, id"

    interview_id = fields.Many2one(
        "aftersales.interview", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="interview_id.company_id", store=True)
    user_id = fields.Many2one(related="interview_id.user_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("weak", "Weak"),
            ("fallen", "Fallen"),
            ("strong", "Strong"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
    )
    scorecard_id = fields.Many2one(related="interview_id.scorecard_id")
    line_id = fields.Many2one(
        "aftersales.scorecard.line",
        ondelete="restrict",
        domain="[('scorecard_id', '=', scorecard_id)]",
        string="Criterion",
    )
    name = fields.Char("Topic", help="What it is about, if it is no criterion.")
    note = fields.Text(help="What was said about it.")

    title = fields.Char(compute="_compute_texts")
    points_text = fields.Char(compute="_compute_texts", string="Points")
    value_text = fields.Char(compute="_compute_texts", string="Value")
    median_text = fields.Char(compute="_compute_texts", string="Median in the Team")
    before_text = fields.Char(compute="_compute_texts", string="Period Before")

    @api.depends("line_id", "name")
    @api.depends_context("lang")
    def _compute_texts(self):
        lines = self.sudo().line_id
        readings = {reading.record_id: reading for reading in lines._readings()}
        before = lines._before()
        for topic in self:
            reading = readings.get(topic.sudo().line_id.id)
            topic.title = reading.name if reading else topic.name
            topic.points_text = (
                reading and f"{reading.points_text} / {reading.max_text}"
            )
            topic.value_text = reading and reading.value_text
            topic.median_text = reading and reading.median_text
            former = reading and before.get(reading.record_id)
            topic.before_text = former and reading.text_of(former.value)

    # --- Only hosts write the agenda, and only while the minutes are open -----------

    @api.model_create_multi
    def create(self, vals_list):
        topics = super().create(vals_list)
        topics._check_open()
        return topics

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_while_open(self):
        self._check_open()

    def _check_open(self):
        for interview in self.interview_id:
            interview._check_role(HOST)
            if interview.state not in OPEN_STATES:
                raise interview._written_by_moves()


class AftersalesInterview(models.Model):
    """The agenda that a scorecard suggests."""

    _inherit = "aftersales.interview"

    def _make_topics(self):
        """Put the weak, the fallen and the strong lines of the cards on the agenda."""
        lines = self.sudo().scorecard_id.line_ids
        readings = {reading.record_id: reading for reading in lines._readings()}
        before = {
            line_id: float(former.share)
            for line_id, former in lines._before().items()
            if former.share is not None
        }
        vals_list = []
        for interview in self:
            own = [
                readings[line.id]
                for line in interview.sudo().scorecard_id.line_ids
                if readings[line.id].share is not None
            ]
            for sequence, (kind, reading) in enumerate(suggest(own, before)):
                vals_list.append(
                    {
                        "interview_id": interview.id,
                        "sequence": sequence,
                        "kind": kind,
                        "line_id": reading.record_id,
                    }
                )
        # the person who asks for a talk may not write the agenda, but gets one
        topics = self.env["aftersales.interview.topic"].with_user(SUPERUSER_ID)
        topics.create(vals_list)


def suggest(readings, before):
    """(kind, reading) of what to talk about: weak lines first, the strong at the end.

    `before` is {line id: its share in the period before}; without a weak line, the one
    that lost most points stands for them.
    """
    weakest = sorted(readings, key=lambda reading: (reading.share, reading.record_id))
    weak = [reading for reading in weakest if reading.share < WEAK_BELOW][:SHOWN]
    if not weak:
        weak = [reading for reading in most_lost(readings) if reading.share < 100][:1]
    fallen = [
        reading
        for reading in weakest
        if reading not in weak
        and before.get(reading.record_id, 0) - reading.share >= FALL
    ][:SHOWN]
    strong = [
        reading
        for reading in reversed(weakest)
        if reading not in weak + fallen and reading.share >= STRONG_FROM
    ][:SHOWN]
    if not strong:
        best = [one for one in weakest[-1:] if one not in weak + fallen]
        strong = [one for one in best if one.share >= WEAK_BELOW]
    for kind, chosen in (("weak", weak), ("fallen", fallen), ("strong", strong)):
        for reading in chosen:
            yield kind, reading


def most_lost(readings):
    """The readings, most points lost first."""
    return sorted(
        readings,
        key=lambda reading: reading.points - reading.facts.criterion.max_points,
    )
