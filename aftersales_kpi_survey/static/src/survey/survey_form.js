import { SurveyForm } from "@survey/interactions/survey_form";
import { patch } from "@web/core/utils/patch";

patch(SurveyForm.prototype, {
    /** A customer who submits is not asked whether that is meant. */
    onSubmit(ev) {
        const isCustomer = this.formEl.dataset.kpiUse === "service";
        if (isCustomer && ev.currentTarget.value === "finish") {
            ev.preventDefault();
            return this.submitForm({ isFinish: true });
        }
        return super.onSubmit(ev);
    },
});
