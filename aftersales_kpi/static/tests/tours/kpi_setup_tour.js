import {registry} from "@web/core/registry";

// From the menu to last month's results: these and no more clicks.
const CLICKS = 4;
let clicks = 0;

// A small company: the proposed answers are right, one click starts.
registry.category("web_tour.tours").add("kpi_setup", {
    url: "/odoo/kpi-schemes",
    steps: () => [
        {
            content: "Count what is clicked from here on",
            trigger: ".o_main_navbar .o_menu_sections",
            run() {
                clicks = 0;
                document.addEventListener("click", () => clicks++, {capture: true});
            },
        },
        {
            content: "Configuration",
            trigger: ".o_menu_sections button:contains(Configuration)",
            run: "click",
        },
        {
            content: "The guided set-up",
            trigger: ".o-dropdown--menu .dropdown-item:contains(Guided Set-up)",
            run: "click",
        },
        {
            content: "The service is small: proposed, and confirmed",
            trigger: ".modal .o_radio_input[data-value=small]:checked",
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
        {
            content: "It took no more clicks than these",
            trigger: ".o_form_view",
            run() {
                if (clicks > CLICKS) {
                    throw new Error(`${clicks} clicks instead of ${CLICKS}`);
                }
            },
        },
    ],
});
