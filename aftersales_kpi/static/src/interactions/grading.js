import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Keeps each grade as soon as it is given; the form itself works without this. */
export class Grading extends Interaction {
    static selector = ".o_kpi_grading";
    dynamicContent = {
        "form input[name^=grade_]": { "t-on-change.withTarget": this.onGrade },
        "form textarea": { "t-on-change.withTarget": this.onRemark },
    };

    setup() {
        // Answers leave one after the other: the last choice has to win.
        this.queue = Promise.resolve();
        this.unsaved = new Map();
    }

    onGrade(ev, input) {
        if (input.value === "" || !input.checkValidity()) {
            return;
        }
        this.unsaved.set(input.name, input.value);
        this.queue = this.queue.then(() => this.save());
        return this.waitFor(this.queue);
    }

    onRemark(ev, textarea) {
        this.queue = this.queue.then(() => this.saveRemark(textarea));
        return this.waitFor(this.queue);
    }

    /** What is not kept now goes with the form when it is submitted. */
    async saveRemark(textarea) {
        const [part, employeeId] = textarea.name.split("_");
        try {
            await rpc(`/my/kpi/grading/${this.el.dataset.sheetId}/remark`, {
                employee_id: Number(employeeId),
                part,
                text: textarea.value,
            });
            this.tell(_t("Draft saved"), false);
        } catch (error) {
            this.tell(
                error.data?.message ||
                    _t("Not saved: no connection. It is sent when you submit."),
                true
            );
        }
    }

    async save() {
        for (const [name, answer] of [...this.unsaved]) {
            try {
                const { done } = await rpc(
                    `/my/kpi/grading/${this.el.dataset.sheetId}/save`,
                    { assessment_id: Number(name.replace("grade_", "")), answer }
                );
                if (this.unsaved.get(name) === answer) {
                    this.unsaved.delete(name);
                }
                this.el.querySelector(".o_kpi_done").textContent = done;
                this.tell(_t("Draft saved"), false);
            } catch (error) {
                this.tell(
                    error.data?.message ||
                        _t("Not saved: no connection. It is sent with your next choice."),
                    true
                );
                return;
            }
        }
    }

    tell(text, isError) {
        const status = this.el.querySelector(".o_kpi_status");
        status.textContent = text;
        status.classList.toggle("text-danger", isError);
        status.classList.toggle("text-muted", !isError);
    }
}

registry.category("public.interactions").add("aftersales_kpi.grading", Grading);
