import {registry} from "@web/core/registry";

// A small company: the proposed answers are right, one click starts.
registry.category("web_tour.tours").add("kpi_setup", {
    url: "/odoo/kpi-setup",
    steps: () => [
        {
            content: "Five questions, answered as proposed",
            trigger: ".modal .o_radio_input[data-value=small]:checked",
        },
        {
            content: "The service is medium-sized? No, small",
            trigger: ".modal .o_radio_input[data-value=small]",
            run: "click",
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
