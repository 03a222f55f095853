import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("aftersales_kpi_portal", {
    url: "/my/kpi",
    steps: () => [
        {
            content: "The newest scorecard stands on top",
            trigger: ".o_kpi_total:contains(66.00)",
        },
        {
            content: "Open it",
            trigger: "a:contains(See every line)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Ask what more points would need",
            trigger: ".o_kpi_outlook summary:contains(What would give 60?)",
            run: "click",
        },
        {
            content: "The answer is one sentence",
            trigger: ".o_kpi_outlook[open] p:contains(6 more first replies)",
        },
        {
            content: "Look at the records behind the line",
            trigger: "a.o_kpi_records:contains(2 records behind this)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The slowest reply comes first",
            trigger: ".list-group-item:first-child:contains(30 min)",
        },
        {
            content: "Go back to the scorecard",
            trigger: ".breadcrumb a:contains(October 2026)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Confirm",
            trigger: "button[name=confirm]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The scorecard says that it was read",
            trigger: ".o_kpi_confirmed:contains(Read on)",
        },
    ],
});
