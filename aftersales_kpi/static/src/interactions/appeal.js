import { rpc } from "@web/core/network/rpc";
import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Says what accepting would give; the form itself works without this. */
export class Appeal extends Interaction {
    static selector = ".o_kpi_appeal";
    dynamicContent = {
        "input[name=scope]": { "t-on-change": this.refresh },
        "input[name=kind]": { "t-on-change": this.refresh },
        "input[name=records]": { "t-on-change": this.onRecord },
        "input[name=points]": { "t-on-input": this.debounced(this.preview, 300) },
        ".o_kpi_appeal_other": {
            "t-att-class": () => ({ "d-none": this.chosen("kind") !== "wrong_person" }),
        },
        ".o_kpi_appeal_points": {
            "t-att-class": () => ({ "d-none": this.chosen("scope") !== "line" }),
        },
        ".o_kpi_appeal_preview": {
            "t-att-class": () => ({ "d-none": !this.text }),
        },
        ".o_kpi_appeal_no_preview": {
            "t-att-class": () => ({ "d-none": Boolean(this.text) }),
        },
        ".o_kpi_appeal_total": { "t-out": () => this.text || "" },
    };

    setup() {
        this.text = "";
    }

    start() {
        this.preview();
    }

    chosen(name) {
        return this.el.querySelector(`input[name=${name}]:checked`)?.value;
    }

    onRecord() {
        this.el.querySelector("#scope_records").checked = true;
        return this.refresh();
    }

    refresh() {
        return this.preview();
    }

    async preview() {
        const scope = this.chosen("scope");
        const records = [...this.el.querySelectorAll("input[name=records]:checked")];
        const points = this.el.querySelector("input[name=points]");
        const isKnown =
            (scope === "line" && points?.value !== "" && points.checkValidity()) ||
            (scope === "records" && records.length);
        if (!isKnown) {
            this.text = "";
            return;
        }
        const { text } = await this.waitFor(
            rpc(`/my/kpi/${this.el.dataset.cardId}/appeal/preview`, {
                line: Number(this.el.dataset.lineId),
                records: scope === "records" ? records.map((one) => one.value) : [],
                points: scope === "line" ? points.value : null,
            })
        );
        this.text = text || "";
        this.updateContent();
    }
}

registry.category("public.interactions").add("aftersales_kpi.appeal", Appeal);
