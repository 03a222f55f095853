"""R65: the running period as it would be scored now, from what may be seen already."""

from contextlib import contextmanager

from odoo import Command

from .test_portal import RESPONSE, SATISFACTION, PortalCase


class TestLiveEstimate(PortalCase):
    """It is the 2nd of November; what is recorded of November is two replies."""

    def setUp(self):
        super().setUp()
        self.env["aftersales.scheme"].search([]).auto_cycle = False
        self.cycle = self.make_cycle(self.scheme, "2026-11-01")
        self.cycle.action_open()
        november = {"event_date": "2026-11-02 08:00:00"}
        self.minutes(self.anna, 8, 10, **november)
        self.observe("rating", self.anna, 4, denominator=5, **november)

    def live(self, employee=None):
        """The one estimate of a person."""
        cards = self.env["aftersales.cycle"]._live_cards(employee or self.anna)
        return cards[0] if len(cards) == 1 else None

    @contextmanager
    def read_only(self):
        """Any write inside fails."""
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT reading; SET LOCAL transaction_read_only = on")
        yield
        self.env.cr.execute("ROLLBACK TO SAVEPOINT reading")

    def test_equals_the_score_of_the_same_moment(self):
        """9 min → 60, 80 of 100 → 32."""
        with self.read_only():
            live = self.live()
        self.cycle.action_score()
        self.assertEqual(float(live.card.total), 92)
        self.assertEqual(self.card(self.cycle, self.anna).score, 92)

    def test_r64_small_samples_lean_as_on_the_card(self):
        """Anna's two replies lean on Ben's six slower ones."""
        november = {"event_date": "2026-11-02 08:00:00"}
        self.minutes(self.ben, 5, 40, 12, 30, 15, 24, **november)
        self.cycle.action_cancel("Another scheme")
        for shrinkage, records in (("fixed", 2), ("estimated", 0)):
            with self.subTest(shrinkage):
                scheme = self.make_scheme(
                    {
                        **RESPONSE,
                        "shrinkage": shrinkage,
                        "shrinkage_records": records,
                    },
                    SATISFACTION,
                )
                cycle = self.make_cycle(scheme, "2026-11-01")
                cycle.action_open()
                with self.read_only():
                    live = self.live()
                    [reading] = [one for one in live.readings if one.interval_text]
                    shown = reading.value_text, reading.interval_text
                    counted = reading.facts.counted_value
                self.assertEqual(shown, ("9 min", "0 to 21.7 min"))
                self.assertGreater(counted, 9)
                cycle.action_score()
                card = self.card(cycle, self.anna)
                self.assertEqual(float(live.card.total), card.score)
                line = card.line_ids.filtered("team_records")
                self.assertEqual(counted, line._readings()[0].facts.counted_value)
                self.assertEqual(shown[1], line.interval_text)
                cycle.action_cancel("Done")

    def test_missing_data_are_left_out(self):
        live = self.live(self.ben)
        self.assertIsNone(live, "no record, and the scheme is for whoever has one")
        self.minutes(self.ben, 8, event_date="2026-11-02 08:00:00")
        live = self.live(self.ben)
        self.assertEqual(float(live.card.total), 100)
        self.assertEqual(
            (live.points, live.known_points, live.all_points), (60, 60, 100)
        )

    def test_hidden_kinds_are_not_shown_and_do_not_count(self):
        """What is shown only after publication is not shown by its points either."""
        kind = self.env.ref("aftersales_kpi.kind_rating")
        for visibility in ("published", "aggregate"):
            kind.visibility = visibility
            live = self.live()
            self.assertEqual(live.later, ["Customer satisfaction"])
            self.assertEqual(
                [one.name for one in live.readings], ["Average response time"]
            )
            self.assertEqual(float(live.card.total), 100)
            page = self.text(self.open_page("anna", "/my/kpi/now"))
            self.assertIn("Shown after publication only: Customer satisfaction", page)
            criterion = self.scheme.criterion_ids[1]
            self.open_page("anna", f"/my/kpi/now/{criterion.id}", status=404)

    def test_excluded_and_voided_records_do_not_count(self):
        slow, wrong = self.minutes(
            self.anna, 500, 700, event_date="2026-11-02 08:30:00"
        )
        self.env["aftersales.exclusion"].create(
            {"observation_id": slow.id, "reason": "Line down"}
        )
        wrong._void("Typed twice")
        self.assertEqual(float(self.live().card.total), 92)

    def test_cycles_that_start_by_themselves_need_no_record(self):
        self.cycle.action_cancel("Not this time")
        self.assertIsNone(self.live())
        self.scheme.auto_cycle = True
        before = self.env["aftersales.cycle"].search_count([])
        live = self.live()
        self.assertEqual(float(live.card.total), 92)
        self.assertEqual(live.cycle.display_name, "Test scheme · November 2026")
        self.assertEqual(self.env["aftersales.cycle"].search_count([]), before)

    def test_a_scheme_of_another_team_is_not_shown(self):
        other = self.env["helpdesk.ticket.team"].create(
            {"name": "Workshop", "company_id": self.company.id}
        )
        scheme = self.make_scheme(
            RESPONSE, SATISFACTION, team_ids=[Command.set(other.ids)]
        )
        self.make_cycle(scheme, "2026-11-01").action_open()
        self.assertEqual(self.live().cycle, self.cycle)

    def test_own_target_is_used(self):
        scheme = self.make_scheme(
            {
                "indicator": "response_time",
                "curve": "target_ratio",
                "use_target": True,
            }
        )
        self.cycle.action_cancel("Not this time")
        self.env["aftersales.target"].create(
            {
                "indicator_id": self.indicator("response_time").id,
                "company_id": self.company.id,
                "employee_id": self.anna.id,
                "date_from": "2026-01-01",
                "value": 4.5,
            }
        )
        self.make_cycle(scheme, "2026-11-01").action_open()
        live = self.live()
        self.assertEqual(float(live.card.total), 50)
        self.assertEqual(live.readings[0].target_text, "4.5 min")

    def test_page_and_records(self):
        page = self.open_page("anna", "/my/kpi/now")
        text = self.text(page)
        for words in ("November 2026", "92.00", "Live estimate", "9 min"):
            self.assertIn(words, text)
        criterion = self.scheme.criterion_ids[0]
        self.assertIn(
            f"/my/kpi/now/{criterion.id}",
            page.xpath("//a[@class='o_kpi_records']/@href"),
        )
        records = self.open_page("anna", f"/my/kpi/now/{criterion.id}")
        self.assertEqual(
            records.xpath("//li[contains(@class, 'list-group-item')]//span[2]/text()"),
            ["10 min", "8 min"],
        )

    def test_only_ones_own(self):
        self.assertIn(
            "No evaluation runs for you at the moment",
            self.text(self.open_page("ben", "/my/kpi/now")),
        )

    def test_cost_does_not_grow_with_records(self):
        counts = []
        for _warm, count in ((True, 0), (False, 0), (False, 60)):
            self.minutes(self.anna, *[9] * count, event_date="2026-11-02 08:10:00")
            self.env.flush_all()
            with self.counting(counts):
                self.open_page("anna", "/my/kpi/now")
        self.assertEqual(counts[1], counts[2])
