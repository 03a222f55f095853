import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openProposal = [
    {
        content: "What waits for a decision",
        trigger: ".o_list_view .o_data_row .o_data_cell:contains(Anna)",
        run: "click",
    },
];

// An officer tells the person what is proposed, before anything is decided.
tours.add("kpi_outcome_notify", {
    steps: () => [
        ...openProposal,
        {
            content: "It says why it is proposed",
            trigger: ".o_field_widget[name=proposal]:contains(Three times)",
        },
        {
            content: "Notify the person",
            trigger: "button[name=action_notify]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The answer is waited for",
            trigger: ".alert:contains(Waiting for the person's answer)",
        },
    ],
});

// The person answers on the portal.
tours.add("kpi_outcome_answer", {
    steps: () => [
        {
            content: "An answer is asked for",
            trigger: ".list-group-item:contains(Your answer is asked for)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What it is, how much, and why",
            trigger: ".o_kpi_outcome_amount:contains(200.00)",
        },
        {
            content: "Nothing is decided yet",
            trigger: ".alert:contains(Nothing is decided yet)",
        },
        {
            content: "Answer",
            trigger: "textarea[name=answer]",
            run: "edit The power was cut",
        },
        {
            content: "Send",
            trigger: ".o_kpi_outcome_answer button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It stands there",
            trigger: ".o_kpi_lines:contains(The power was cut)",
        },
    ],
});

// The officer reads the answer and decides, with a reason.
tours.add("kpi_outcome_decide", {
    steps: () => [
        ...openProposal,
        {
            content: "The answer is read first",
            trigger: ".o_field_widget[name=answer]:contains(The power was cut)",
        },
        {
            content: "Decide",
            trigger: "button[name=action_decide]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The power was there on two of the days",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "A second person has to sign",
            trigger: ".o_arrow_button_current:contains(To Countersign)",
        },
    ],
});

// A second pair of eyes agrees.
tours.add("kpi_outcome_countersign", {
    steps: () => [
        ...openProposal,
        {
            content: "Answer and reason are there to be examined",
            trigger: ".o_field_widget[name=reason]:contains(two of the days)",
        },
        {
            content: "Countersign",
            trigger: "button[name=action_countersign]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It has taken effect",
            trigger: ".o_arrow_button_current:contains(Effective)",
        },
    ],
});

// An officer grants an award, with a reason.
tours.add("kpi_outcome_grant", {
    steps: () => [
        ...openProposal,
        {
            content: "Grant",
            trigger: "button[name=action_grant]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Kept the customer",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It has taken effect",
            trigger: ".o_arrow_button_current:contains(Effective)",
        },
    ],
});

// The person chooses a reward on the portal.
tours.add("kpi_outcome_choose", {
    steps: () => [
        {
            content: "An award stands on the page of scorecards",
            trigger: ".list-group-item:contains(Star)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Money shows how much",
            trigger: ".o_kpi_outcome_choice .form-check:contains(300.00)",
        },
        {
            content: "Take two days off",
            trigger: ".form-check:contains(Two days) input",
            run: "click",
        },
        {
            content: "Choose",
            trigger: ".o_kpi_outcome_choice button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is chosen, once",
            trigger:
                ".o_kpi:not(:has(.o_kpi_outcome_choice)) p:contains(Chosen):contains(Two days)",
        },
        {
            content: "The certificate can be had",
            trigger: "a:contains(Certificate)",
        },
    ],
});
