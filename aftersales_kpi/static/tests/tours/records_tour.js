import {registry} from "@web/core/registry";

// What a service person records on a ticket: a step, a missing part, what it cost.
registry.category("web_tour.tours").add("kpi_records", {
    steps: () => [
        {
            content: "The steps of the team's checklist",
            trigger: ".nav-link[name=kpi_steps]",
            run: "click",
        },
        {
            content: "The first is done",
            trigger: ".o_field_widget[name=kpi_step_ids] .o_data_row:first " +
                ".o_field_boolean_toggle input",
            run: "click",
        },
        {
            content: "A part is missing",
            trigger: "button[name=action_kpi_wait_for_parts]",
            run: "click",
        },
        {
            content: "Which one",
            trigger: ".modal .o_field_widget[name=part] input",
            run: "edit Pump seal",
        },
        {
            content: "The wait begins",
            trigger: ".modal footer .btn-primary, .modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It has arrived",
            trigger: "body:not(:has(.modal)) button[name=action_kpi_parts_arrived]",
            run: "click",
        },
        {
            content: "What did it cost?",
            trigger:
                "body:has(button[name=action_kpi_wait_for_parts]) button[name=action_kpi_cost]",
            run: "click",
        },
        {
            content: "Half an hour of work",
            trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "In minutes",
            trigger: ".o_field_widget[name=line_ids] .o_field_widget[name=minutes] input",
            run: "edit 30",
        },
        {
            content: "Keep it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is kept",
            trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))",
        },
    ],
});

// A second person judges a ticket that was drawn for it.
registry.category("web_tour.tours").add("kpi_check", {
    url: "/odoo/kpi-checks",
    steps: () => [
        {
            content: "The ticket that one was given",
            trigger: ".o_data_row .o_data_cell[name=ticket_id]",
            run: "click",
        },
        {
            content: "Was it right?",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:first td[name=answer]",
            run: "click",
        },
        {
            content: "Open the answers",
            trigger: ".o_field_widget[name=line_ids] .o_selected_row [name=answer] input",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".o_select_menu_item:contains(Yes)",
            run: "click",
        },
        {
            content: "Submit",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "The finding counts",
            trigger: ".o_arrow_button_current:contains(Submitted)",
        },
    ],
});
