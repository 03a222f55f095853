from collections import defaultdict

from odoo import models

from ..scoring import is_number, median

# Among fewer people a median gives away what a single colleague reached.
MEDIAN_PEOPLE = 3


class AftersalesCycle(models.Model):
    """Team medians, frozen with the cards that are read beside them."""

    _inherit = "aftersales.cycle"

    def _team_medians(self, results):
        """{(team id, criterion code): median}; the code of the totals is None.

        ``results`` as of :meth:`_award_points`. Teams with too few people have none.
        """
        numbers = defaultdict(list)
        for subject, card, measures in results:
            if self._result(subject, card) == "scored":
                numbers[subject.team_id, None].append(card.total)
            for code, measure in measures.items():
                if is_number(measure.value):
                    numbers[subject.team_id, code].append(measure.value)
        return {
            key: median(values)
            for key, values in numbers.items()
            if key[0] and len(values) >= MEDIAN_PEOPLE
        }
