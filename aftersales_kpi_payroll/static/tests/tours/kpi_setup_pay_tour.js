import {registry} from "@web/core/registry";

// A small company that pays by score.
registry.category("web_tour.tours").add("kpi_setup_pay", {
    steps: () => [
        {
            content: "It reaches the payslip",
            trigger: ".modal .o_radio_input[data-value=payslip]",
            run: "click",
        },
        {
            content: "What 100 points pay",
            trigger: ".modal .o_field_widget[name=bonus_base] input",
            run: "edit 1200 && press Tab",
        },
        {
            content: "The structure that cannot pay bonuses yet is named",
            trigger: ".modal .o_field_widget[name=structure_ids]:contains(Bare)",
        },
        {
            content: "Start",
            trigger: ".modal button[name=action_set_up]",
            run: "click",
        },
        {
            content: "Last month is scored",
            trigger: ".o_form_view .o_arrow_button_current:contains(Scored)",
        },
    ],
});
