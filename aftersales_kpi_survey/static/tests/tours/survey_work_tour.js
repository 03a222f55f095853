import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const choice = (question, label) =>
    `.js_question-wrapper:contains("${question}") label:contains("${label}")`;

/** Hand in what was filled; Odoo asks once more. */
const handIn = () => [
    {
        content: "Hand it in",
        trigger: "button[value='finish']:enabled",
        run: "click",
    },
    {
        content: "Yes, hand it in",
        trigger: ".modal-footer button:contains(Submit)",
        run: "click",
    },
    {
        content: "Thanks",
        trigger: ".o_survey_finished",
        timeout: 60000,
    },
];

tours.add("kpi_call_list", {
    steps: () => [
        {
            content: "The own call list",
            trigger: ".o_data_row .o_data_cell:contains(Buyer 0)",
            run: "click",
        },
        {
            content: "Nobody interviewed this time",
            trigger: "button:contains(No interview)",
            run: "click",
        },
        {
            content: "The customer wants to be called later",
            trigger: ".modal label:contains(Call again at)",
            run: "click",
        },
        {
            content: "Say when",
            trigger: ".modal .o_field_widget[name=call_on] input",
            run: "edit 12/24/2099 10:00:00 && press Enter",
        },
        {
            content: "Record it",
            trigger: ".modal button:contains(Record the call)",
            run: "click",
        },
        {
            content: "It stands among the calls",
            trigger: ".o_field_widget[name=attempt_ids] .o_data_row:contains(Call again)",
        },
        {
            content: "It is to be called again",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Call again)",
        },
    ],
});

tours.add("kpi_interview_form", {
    steps: () => [
        {
            content: "Begin with the outline",
            trigger: ".o_survey_navigation_submit[value='start'], button:contains(Start)",
            run: "click",
        },
        {
            content: "A good moment",
            trigger: choice("Is this a good moment", "Yes"),
            run: "click",
        },
        {
            content: "The worst answer",
            trigger: ".js_question-wrapper:contains(How satisfied) label:last",
            run: "click",
        },
        {
            content: "And its reason",
            trigger: ".js_question-wrapper:contains(main reason) label:first",
            run: "click",
        },
        {
            content: "Solved?",
            trigger: ".js_question-wrapper:contains(problem solved) label:last",
            run: "click",
        },
        {
            content: "Friendly?",
            trigger: ".js_question-wrapper:contains(friendly and patient) label:last",
            run: "click",
        },
        {
            content: "Clear?",
            trigger: ".js_question-wrapper:contains(clear and correct) label:last",
            run: "click",
        },
        {
            content: "What to do better",
            trigger: ".js_question-wrapper:contains(do better) textarea",
            run: "edit Call back.",
        },
        ...handIn(),
    ],
});

tours.add("kpi_call_complaint", {
    steps: () => [
        {
            content: "What was said, in a few words",
            trigger: ".o_field_widget[name=summary] textarea",
            run: "edit Was cut off twice.",
        },
        {
            content: "A complaint by one click",
            trigger: "button[name=action_complaint]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The ticket is told",
            trigger: ".o_notification:contains(made)",
        },
    ],
});

tours.add("kpi_visit", {
    steps: () => [
        {
            content: "The visit to make",
            trigger: "a.list-group-item:contains(A pump that leaks)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A photo",
            trigger: "input[type=file][name=files]",
            run() {
                const bytes = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10]);
                const files = new DataTransfer();
                files.items.add(new File([bytes], "door.png", { type: "image/png" }));
                this.anchor.files = files.files;
            },
        },
        {
            content: "Add it",
            trigger: "form[action$=files] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is kept",
            trigger: "a:contains(door.png)",
        },
        {
            content: "Now the checklist",
            trigger: "form[action$=start] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Begin",
            trigger: ".o_survey_navigation_submit[value='start'], button:contains(Start)",
            run: "click",
        },
        ...[
            "without waiting",
            "named the person",
            "listened and asked",
            "right and complete",
            "kept to the rules",
            "friendly to the end",
            "promised was done",
        ].map((question) => ({
            content: question,
            trigger: `.js_question-wrapper:contains(${question}) label:first`,
            run: "click",
        })),
        {
            content: "What was said",
            trigger: ".js_question-wrapper:contains(What happened) textarea",
            run: "edit He said: no problem.",
        },
        ...handIn(),
    ],
});

tours.add("kpi_test", {
    steps: () => [
        {
            content: "The test that waits",
            trigger: "section:contains(Pumps) button:contains(Start)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Ready",
            trigger: "button:contains(Start)",
            run: "click",
        },
        ...[1, 2, 3, 4, 5].map((number) => ({
            content: `Question ${number} of five`,
            trigger: ".js_question-wrapper label:contains(right):not(.o_survey_selected)",
            run: "click",
        })),
        ...handIn(),
    ],
});

tours.add("kpi_campaign", {
    steps: () => [
        {
            content: "A new campaign",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Service in March",
        },
        {
            content: "What is asked",
            trigger: ".o_field_widget[name=survey_id] input",
            run: "edit How was our service",
        },
        {
            content: "The ready-made questionnaire",
            trigger: ".ui-autocomplete a:contains(How was our service)",
            run: "click",
        },
        {
            content: "Served from",
            trigger: ".o_field_widget[name=date_from] input, .o_field_widget[name=date_from] button",
            run: "click",
        },
        {
            content: "the first of March",
            trigger: ".o_field_widget[name=date_from] input",
            run: "edit 03/01/2026 && press Tab",
        },
        {
            content: "Served until",
            trigger: ".o_field_widget[name=date_to] input, .o_field_widget[name=date_to] button",
            run: "click",
        },
        {
            content: "the last of March",
            trigger: ".o_field_widget[name=date_to] input",
            run: "edit 03/31/2026 && press Tab",
        },
        {
            content: "Draw",
            trigger: "button:contains(Draw the sample)",
            run: "click",
        },
        {
            content: "The strata with what was drawn of each",
            trigger: ".o_field_widget[name=stratum_ids] .o_data_row:contains(Anna)",
        },
        {
            content: "Draw again to check",
            trigger: "button:contains(Draw again to check)",
            run: "click",
        },
        {
            content: "The same",
            trigger: ".o_notification:contains(the same 12 of 12 customers)",
        },
        {
            content: "Ask",
            trigger: "button:contains(Start asking)",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It runs",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Running)",
        },
    ],
});
