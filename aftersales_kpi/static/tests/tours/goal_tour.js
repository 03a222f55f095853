import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("aftersales_kpi_goal", {
    url: "/my/kpi",
    steps: () => [
        {
            content: "Goals are beside the running period",
            trigger: "a.o_kpi_goals",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The goal that waits for an answer",
            trigger: "a.card:contains(Pass the tests)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Agree",
            trigger: "button[value=agree]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A milestone is reached",
            trigger: "li:contains(Step 1) button:contains(Mark as reached)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It counts at once",
            trigger: ".o_kpi_total:contains(25)",
        },
        {
            content: "The rest is at risk",
            trigger: "#goal_at_risk",
            run: "click",
        },
        {
            content: "Say why",
            trigger: "#goal_text",
            run: "edit The second one is full until May",
        },
        {
            content: "Check in",
            trigger: "form[action$=checkin] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What was said stands there",
            trigger: "li:contains(full until May):contains(At risk):contains(25 %)",
        },
        {
            content: "Another last day is needed",
            trigger: "summary:contains(Propose a change)",
            run: "click",
        },
        {
            content: "Say which",
            trigger: "#goal_date_to",
            run() {
                this.anchor.value = "2027-05-31"; // a field for dates takes no keys
            },
        },
        {
            content: "Say why",
            trigger: "#goal_change_reason",
            run: "edit The course is full",
        },
        {
            content: "Propose it",
            trigger: "form[action$=change] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits for the superior",
            trigger: "button[value=take_back_change]",
        },
        {
            content: "Back to all goals",
            trigger: ".o_portal_submenu a:contains(My goals)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A goal of one's own",
            trigger: ".o_kpi_new_goal",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What to reach",
            trigger: "#draft_name",
            run: "edit Learn Korean",
        },
        {
            content: "By milestones",
            trigger: "#draft_milestones",
            run: "click",
        },
        {
            content: "Which are asked for now",
            trigger: "#draft_steps",
            run: "edit The alphabet",
        },
        {
            content: "Propose it",
            trigger: "button[name=propose]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The superior has to answer",
            trigger: "button[value=take_back]",
        },
    ],
});
