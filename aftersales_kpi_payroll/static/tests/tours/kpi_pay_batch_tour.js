import {registry} from "@web/core/registry";

// A payroll clerk makes a batch as ever; the bonus is in it.
registry.category("web_tour.tours").add("kpi_pay_batch", {
    steps: () => [
        {
            content: "Generate payslips",
            trigger: "button:contains(Generate Payslips)",
            run: "click",
        },
        {
            content: "For whom",
            trigger: ".modal .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Anna",
            trigger: ".modal .o_list_view .o_data_row:contains(Anna) .o_list_record_selector",
            run: "click",
        },
        {
            content: "Take her",
            trigger: ".modal .o_select_button",
            run: "click",
        },
        {
            content: "She is in the list",
            trigger: ".modal .o_field_widget[name=employee_ids] .o_data_row:contains(Anna)",
        },
        {
            content: "Generate",
            trigger: ".modal button[name=compute_sheet]",
            run: "click",
        },
        {
            content: "Her payslip",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=slip_ids] .o_data_row:contains(Anna)",
        },
    ],
});

// The payslip shows the bonus, and what it is made of.
registry.category("web_tour.tours").add("kpi_pay_slip", {
    steps: () => [
        {
            content: "The bonus stands on top",
            trigger: "button[name=action_view_kpi_bonuses]:contains(800.00)",
        },
        {
            content: "Confirm",
            trigger: "button[name=action_payslip_done]",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_arrow_button_current:contains(Done)",
        },
        {
            content: "What is it made of?",
            trigger: "button[name=action_view_kpi_bonuses]",
            run: "click",
        },
        {
            content: "Paid",
            trigger: ".o_list_view .o_data_row:contains(Anna):contains(Paid)",
        },
    ],
});
