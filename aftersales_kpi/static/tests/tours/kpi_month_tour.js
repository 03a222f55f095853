import {registry} from "@web/core/registry";

// An evaluation officer scores a month and looks at what a score is made of.
registry.category("web_tour.tours").add("kpi_month", {
    url: "/odoo/kpi-cycles",
    steps: () => [
        {
            content: "Open the month",
            trigger: ".o_data_cell:contains(Customer service KPI)",
            run: "click",
        },
        {
            content: "Begin collecting",
            trigger: "button[name=action_open]:contains(Open)",
            run: "click",
        },
        {
            content: "Score",
            trigger: "button[name=action_score]:enabled",
            run: "click",
        },
        {
            content: "What needs somebody comes first",
            trigger: ".o_field_widget[name=exception_ids] td:contains(Look), " +
                ".o_field_widget[name=exception_ids] button[name=action_view]",
        },
        {
            content: "Open the person's scorecard",
            trigger:
                ".o_field_widget[name=scorecard_ids] .o_data_row:contains(Anna) " +
                "button[name=action_open]",
            run: "click",
        },
        {
            content: "See the records behind a line",
            trigger:
                ".o_data_row:contains(response time) button[name=action_view_records]",
            run: "click",
        },
        {
            content: "The record is there, with its value",
            trigger: ".o_list_view .o_data_row:contains(45 min)",
        },
    ],
});
