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
