from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .portal import PortalKpi

SHOWN_CARDS = 12


class TeamPortal(PortalKpi):
    """The scorecards of one's teams, where the company shows them to their members.

    Totals, sub-totals and lines; the records behind are other people's and stay there.
    """

    @route()
    def portal_my_scorecards(self, page=1, **kw):
        response = super().portal_my_scorecards(page, **kw)
        cards = request.env["aftersales.scorecard"]
        values = response.qcontext
        values["team_cards"] = [
            {**self._card_values(card), "name": card.name}
            for card in cards._team_cards(limit=SHOWN_CARDS)
        ]
        values["combined"] = request.env["aftersales.combined.score"].search(
            [("user_id", "=", request.env.uid), ("is_published", "=", True)],
            limit=SHOWN_CARDS,
        )
        return response

    @route(
        "/my/kpi/team/<int:card_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_team_scorecard(self, card_id, **kw):
        """One scorecard of a team that the user is in."""
        card = request.env["aftersales.scorecard"]._team_cards([("id", "=", card_id)])
        if not card:
            raise NotFound()
        trend = card._team_trend()
        perspectives = card._perspectives()
        readings = card._readings()
        values = {
            **self._prepare_portal_layout_values(),
            **self._card_values(card),
            "page_name": "kpi_team",
            "readings": readings,
            "perspectives": perspectives,
            "radar": [row for row in perspectives or readings if row.share is not None],
            "has_medians": False,
            "rank_among": card.show_rank and card.rank and card._people_ranked(),
            "trend": [
                {**self._card_values(one), "short_period": one._short_period()}
                for one in trend
            ],
            "has_trend": len(trend.filtered(lambda one: one.result == "scored")) > 1,
            "change": self._change(trend[-2:-1], card),
        }
        return request.render("aftersales_kpi.portal_my_team_scorecard", values)
