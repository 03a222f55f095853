import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A month from its exceptions to its payslips, on one screen.
tours.add("kpi_pay_month", {
    steps: () => [
        {
            content: "Open the month",
            trigger: ".o_data_cell:contains(October 2026)",
            run: "click",
        },
        {
            content: "All scorecards are published",
            trigger: ".border:contains(Scorecards):contains(all)",
        },
        {
            content: "No appeal is open",
            trigger: ".border:contains(Appeals):contains(none)",
        },
        {
            content: "Exceptions come first: one is held",
            trigger:
                ".o_field_widget[name=exception_ids] .o_data_row:contains(Held) " +
                "button[name=action_view]",
            run: "click",
        },
        {
            content: "It is Ben's",
            trigger: ".o_list_view .o_data_row:contains(Ben) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Let it go on",
            trigger: ".o_control_panel button[name=action_release]",
            run: "click",
        },
        {
            content: "It waits for approval again",
            trigger: ".o_list_view .o_data_row:contains(Ben):contains(To Approve)",
        },
        {
            content: "Back to the month",
            trigger: ".breadcrumb-item:contains(October 2026) a",
            run: "click",
        },
        {
            content: "Count and sum of the bonuses",
            trigger: ".border:contains(2 to approve):contains(800.00)",
        },
        {
            content: "Approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "They are on no payslip yet, and this needs somebody",
            trigger:
                ".o_field_widget[name=exception_ids] .o_data_row:contains(no payslip)" +
                ":contains(Anna, Ben)",
        },
        {
            content: "Fill the payslips",
            trigger: "button[name=action_fill]",
            run: "click",
        },
        {
            content: "Count and sum on payslips",
            trigger: ".border:contains(2 to confirm):contains(800.00)",
        },
        {
            content: "Nothing needs anybody any more",
            trigger: ".o_form_view:not(:has(.o_data_row:contains(no payslip)))",
        },
        {
            content: "Confirm the payslips",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Count and sum paid",
            trigger: ".border:contains(2 paid):contains(800.00)",
        },
        {
            content: "Compare with what the payslips paid",
            trigger: "button[name=action_reconcile]",
            run: "click",
        },
        {
            content: "Approved = paid + open",
            trigger: ".o_notification:contains(800.00 = paid)",
        },
    ],
});
