import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

// Long enough to be seen, and for a page that is opened in passing to be gone.
const PATIENCE = 700;

/**
 * Sends the choice made in the mail, once the page is really looked at: programs that
 * open links do not show them to anybody. Without this, the button does it.
 */
export class Invitation extends Interaction {
    static selector = ".o_kpi_invitation.o_kpi_chosen";
    dynamicContent = {
        _document: { "t-on-visibilitychange": this.sendWhenSeen },
        _root: { "t-on-submit": this.onSubmit, "t-on-change": this.stop },
    };

    setup() {
        this.isWaiting = true;
    }

    start() {
        this.sendWhenSeen();
    }

    sendWhenSeen() {
        if (document.visibilityState === "visible") {
            this.waitForTimeout(() => {
                if (this.isWaiting && this.el.checkValidity()) {
                    this.el.requestSubmit();
                }
            }, PATIENCE);
        }
    }

    /** Whoever changes the choice sends it by the button. */
    stop() {
        this.isWaiting = false;
    }

    onSubmit() {
        this.isWaiting = false;
        this.el.querySelector("button[type=submit]").classList.add("disabled");
        this.el.querySelector(".o_kpi_sending").classList.remove("d-none");
    }
}

registry
    .category("public.interactions")
    .add("aftersales_kpi_survey.invitation", Invitation);
