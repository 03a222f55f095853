import {registry} from "@web/core/registry";

// The person reads the minutes and agrees, then with the plan, and ends an action.
registry.category("web_tour.tours").add("kpi_interview_person", {
    url: "/my/kpi",
    steps: () => [
        {
            content: "Open the newest scorecard",
            trigger: "a:contains(See every line)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Its interview waits for an answer",
            trigger: ".o_kpi_interview_link:contains(Please read the minutes)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Read what was agreed, and agree",
            trigger: "button[name=agree]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The answer stands there",
            trigger: ".o_kpi_agreed:contains(You agreed with the minutes)",
        },
        {
            content: "Go on to the plan",
            trigger: "a:contains(See the improvement plan)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Agree with the plan",
            trigger: "button[name=agree_plan]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Say that the measure is done",
            trigger: ".o_kpi_done:first summary",
            run: "click",
        },
        {
            content: "With a note",
            trigger: ".o_kpi_done[open] textarea",
            run: "edit Templates are written",
        },
        {
            content: "Done",
            trigger: ".o_kpi_done[open] button[name=action_done]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It stands in the plan",
            trigger: ".o_kpi_action:contains(Templates are written)",
        },
    ],
});

// The superior fixes a date, writes the minutes, and makes a plan from the weak lines.
registry.category("web_tour.tours").add("kpi_interview_leader", {
    url: "/odoo/kpi-interviews",
    steps: () => [
        {
            content: "The person asked for a talk",
            trigger: ".o_data_row:contains(Paula) .o_data_cell:contains(Paula)",
            run: "click",
        },
        {
            content: "The agenda is made from the weak lines",
            trigger:
                ".o_field_widget[name=topic_ids] .o_data_row:contains(response time)",
        },
        {
            content: "Choose a date",
            trigger: ".o_field_widget[name=start] button, .o_field_widget[name=start] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=start] input",
            run: "edit 11/04/2026 09:00:00 && press Enter",
        },
        {
            content: "Put it into everybody's calendar",
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button[aria-checked=true]:contains(Planned)",
        },
        {
            content: "The minutes",
            trigger: ".nav-link[name=minutes]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=agreement] .odoo-editor-editable",
            run: "editor Answer within ten minutes",
        },
        {
            content: "Ask the person to confirm them",
            trigger: "button[name=action_hold]:enabled",
            run: "click",
        },
        {
            trigger: ".alert:contains(The person is asked to confirm the minutes)",
        },
        {
            content: "Correct them, for the plan is still to be made",
            trigger: "button[name=action_reopen]",
            run: "click",
        },
        {
            content: "An improvement plan from the weak lines",
            trigger: "button[name=action_improve]",
            run: "click",
        },
        {
            content: "Its measure is there",
            trigger: ".o_field_widget[name=action_ids] .o_data_row:contains(response time)",
        },
        {
            content: "Agree for the company",
            trigger: "button[name=action_countersign]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button[aria-checked=true]:contains(agreed)",
        },
        {
            content: "Back to the talk",
            trigger: ".o_breadcrumb .o_back_button a, .breadcrumb-item a:last",
            run: "click",
        },
        {
            content: "Now both wait for the person",
            trigger: "button[name=action_hold]:enabled",
            run: "click",
        },
        {
            trigger: ".alert:contains(The person is asked to confirm the minutes)",
        },
    ],
});
