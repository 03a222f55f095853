import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// An evaluation officer accepts what cannot be mended, and asks for approval.
tours.add("kpi_approval_ask", {
    steps: () => [
        {
            content: "One exception is left: accept it",
            trigger:
                ".o_field_widget[name=exception_ids] .o_data_row:contains(Too few) " +
                "button[name=action_accept]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit She was on a course",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The note stands beside",
            trigger:
                ".o_field_widget[name=exception_ids] .o_data_row:contains(on a course)",
        },
        {
            content: "Ask for approval",
            trigger: "button[name=action_request_approval]",
            run: "click",
        },
        {
            content: "The first level waits, the second is not due",
            trigger:
                ".o_field_widget[name=approval_ids] .o_data_row:contains(Level 1 of 2)" +
                ":contains(To approve)",
        },
        {
            trigger:
                ".o_field_widget[name=approval_ids] .o_data_row:contains(Level 2 of 2)" +
                ":contains(Not yet due)",
        },
    ],
});

const openMine = [
    {
        content: "What waits for me",
        trigger: ".o_list_view .o_data_row .o_data_cell:contains(Customer care)",
        run: "click",
    },
    {
        content: "The totals of the people at a glance",
        trigger: ".o_field_widget[name=summary]:contains(2 people)",
    },
    {
        content: "Every person with the total",
        trigger: ".o_field_widget[name=card_ids] .o_data_row:contains(Anna):contains(100)",
    },
];

// A leader approves.
tours.add("kpi_approval_approve", {
    steps: () => [
        ...openMine,
        {
            content: "The exceptions of these people come first",
            trigger: ".alert .o_field_widget[name=exceptions]:contains(Too few records)",
        },
        {
            content: "Approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is logged",
            trigger: ".o_field_widget[name=decision_ids] .o_data_row:contains(Approved)",
        },
    ],
});

// The head of a department, who has no other role, finds the menu and leaves a note.
tours.add("kpi_approval_note", {
    steps: () => [
        {
            content: "All apps",
            trigger: ".o_navbar_apps_menu button",
            run: "click",
        },
        {
            content: "The app is there",
            trigger: ".o_app[data-menu-xmlid='aftersales_kpi.menu_root']",
            run: "click",
        },
        {
            content: "So is what waits for me",
            trigger: ".o_menu_sections button:contains(Evaluation)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu a:contains(Waiting for Me)",
            run: "click",
        },
        {
            content: "What waits for me",
            trigger: ".o_list_view .o_data_row .o_data_cell:contains(Customer care)",
            run: "click",
        },
        {
            content: "Approve, and say something",
            trigger: "button[name=action_approve_with_note]",
            run: "click",
        },
        {
            content: "What those who come after should know",
            trigger: ".modal .o_field_widget[name=reason]:visible textarea",
            run: "edit Looked at the strike",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The note stands beside the decision",
            trigger:
                ".o_field_widget[name=decision_ids] .o_data_row:contains(Approved)" +
                ":contains(Looked at the strike)",
        },
    ],
});

// The head of the department sends the results back.
tours.add("kpi_approval_return", {
    steps: () => [
        ...openMine,
        {
            content: "Return",
            trigger: "button[name=action_return]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The strike is not left out",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is logged, with the reason",
            trigger:
                ".o_field_widget[name=decision_ids] .o_data_row:contains(Returned)" +
                ":contains(The strike)",
        },
    ],
});

// The officer publishes what everybody has approved.
tours.add("kpi_approval_publish", {
    steps: () => [
        {
            content: "Publish",
            trigger: "button[name=action_publish]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "From now on people see it",
            trigger: "button[name=action_close]",
        },
    ],
});
