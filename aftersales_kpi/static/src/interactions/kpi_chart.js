/* global Chart */
import {loadBundle} from "@web/core/assets";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

const MUTED = "#6c757d";

/**
 * Draws the table inside a figure, so that picture and table cannot differ: the first
 * column names the points, every further one is a series.
 */
export class KpiChart extends Interaction {
    static selector = ".o_kpi_chart";

    async willStart() {
        await loadBundle("web.chartjs_lib");
    }

    start() {
        const canvas = this.el.querySelector("canvas");
        this.chart = new Chart(canvas, this.config());
        this.registerCleanup(() => this.chart.destroy());
    }

    config() {
        const type = this.el.dataset.kind;
        return {
            type,
            data: {labels: this.labels(), datasets: this.datasets()},
            options: {
                maintainAspectRatio: false,
                animation: false,
                plugins: {legend: {position: "bottom", labels: {usePointStyle: true}}},
                scales: type === "radar" ? this.radarScales() : this.lineScales(),
            },
        };
    }

    rows() {
        return [...this.el.querySelectorAll("tbody tr")];
    }

    labels() {
        return this.rows().map((row) => {
            const head = row.querySelector("th");
            return head.dataset.label || head.textContent.trim();
        });
    }

    datasets() {
        const names = [...this.el.querySelectorAll("thead th")].slice(1);
        const own = getComputedStyle(this.el)
            .getPropertyValue("--kpi-own")
            .trim();
        // The second series is dashed too: colour alone tells nothing.
        const looks = [
            {borderColor: own, backgroundColor: `${own}33`, pointStyle: "circle"},
            {
                borderColor: MUTED,
                backgroundColor: "transparent",
                borderDash: [5, 4],
                pointStyle: "rectRot",
            },
        ];
        return names.map((name, column) => ({
            label: name.textContent.trim(),
            data: this.rows().map((row) =>
                this.number(row.querySelectorAll("td")[column])
            ),
            borderWidth: 2,
            pointRadius: 4,
            spanGaps: true,
            ...looks[column],
        }));
    }

    number(cell) {
        return cell.dataset.value ? Number(cell.dataset.value) : null;
    }

    radarScales() {
        return {
            r: {
                min: 0,
                max: 100,
                ticks: {stepSize: 25, display: false},
                pointLabels: {callback: (label) => this.wrapped(label)},
            },
        };
    }

    /** A long name on two lines, broken at the space nearest to its middle. */
    wrapped(label) {
        const middle = label.length / 2;
        const spaces = [...label.matchAll(/ /g)].map((match) => match.index);
        if (label.length < 14 || !spaces.length) {
            return label;
        }
        const nearest = spaces.reduce((best, place) =>
            Math.abs(place - middle) < Math.abs(best - middle) ? place : best
        );
        return [label.slice(0, nearest), label.slice(nearest + 1)];
    }

    lineScales() {
        // Totals are read against 100, values of an indicator against each other.
        const most = this.el.dataset.scale === "value" ? {} : {suggestedMax: 100};
        return {y: {suggestedMin: 0, ...most}, x: {grid: {display: false}}};
    }
}

registry.category("public.interactions").add("aftersales_kpi.chart", KpiChart);
