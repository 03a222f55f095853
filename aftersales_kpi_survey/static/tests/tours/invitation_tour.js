import { registry } from "@web/core/registry";

const answer = (label) => `.o_survey_form label:contains("${label}")`;

registry.category("web_tour.tours").add("kpi_invitation", {
    steps: () => [
        {
            content: "The choice of the mail is preset and sends itself",
            trigger: ".o_kpi_invitation.o_kpi_chosen",
            expectUnloadPage: true,
        },
        {
            content: "The choice is kept, and asks for its cause",
            trigger: `${answer("It took too long")}`,
            run: "click",
        },
        {
            content: "Hand it in",
            trigger: ".o_survey_form button[value='finish']:enabled",
            run: "click",
        },
        {
            content: "Thanks",
            trigger: ".o_survey_finished",
            timeout: 60000,
        },
    ],
});
