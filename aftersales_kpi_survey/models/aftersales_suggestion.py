from odoo import api, fields, models

from ..sources import alarm


class AftersalesSuggestion(models.Model):
    """Answers that look as if no customer had given them."""

    _inherit = "aftersales.suggestion"

    rule = fields.Selection(
        selection_add=[
            ("one_device", "Answers from one device"),
            ("one_minute", "Answers within a minute"),
            ("from_inside", "Answered from inside"),
        ],
        ondelete={
            "one_device": "cascade",
            "one_minute": "cascade",
            "from_inside": "cascade",
        },
    )

    @api.model
    def _rules(self):
        return {
            **super()._rules(),
            **{name: rule() for name, rule in alarm.RULES.items()},
        }

    def _reason(self):
        match self.rule:
            case "one_device":
                return self.env._(
                    "%(count)d answers from the same device", count=self.figure
                )
            case "one_minute":
                return self.env._(
                    "%(count)d answers about this person in the same minute",
                    count=self.figure,
                )
            case "from_inside":
                return self.env._("from where colleagues work, or by their address")
        return super()._reason()
