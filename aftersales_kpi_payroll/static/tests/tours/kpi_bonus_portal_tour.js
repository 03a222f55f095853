import {registry} from "@web/core/registry";

// The person reads how the bonus came about.
registry.category("web_tour.tours").add("kpi_bonus_portal", {
    steps: () => [
        {
            content: "My bonuses",
            trigger: "a:contains(My Bonuses)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The award that was chosen, and October",
            trigger: ".list-group-item:contains(Star):contains(300.00)",
        },
        {
            content: "Open October",
            trigger: ".list-group-item:contains(October 2026):contains(800.00)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Base, score and coefficient",
            trigger:
                "tr:contains(Base for 31 of 31 days):contains(1,000.00)" +
                " ~ tr:contains(Score):contains(80.00)" +
                " ~ tr:contains(Coefficient):contains(0.8000)",
        },
        {
            content: "The statement can be had as PDF",
            trigger: "a:contains(Statement as PDF)",
        },
        {
            content: "The scorecard behind it",
            trigger: "a:contains(The scorecard)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "80 points",
            trigger: ".o_kpi_total:contains(80.00)",
        },
    ],
});
