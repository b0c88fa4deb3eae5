import { html, raw } from "hono/html";
import { stageOption } from "../crm/deal-stage.ts";
import type { StoredRecord } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { stageVisitsOf } from "../crm/stage-visits.ts";
import { stageName } from "./display.ts";
import { type Markup, nothing } from "./markup.ts";

/** The way of a deal through its pipeline: open stages in order, then how it was closed, if it was. */
export function stagePath(org: OrgState, deal: StoredRecord): Markup {
  const option = stageOption(org, deal.Stage);
  const isClosed = option !== null && option.forecast_type !== "Open";
  const pipeline = org.pipelines.find((one) => one.actual_value === deal.Pipeline);
  const open = (pipeline?.stages ?? []).filter(
    (stage) => stageOption(org, stage)?.forecast_type === "Open",
  );
  const at = open.indexOf(String(deal.Stage));
  // A closed deal, or one in a stage its pipeline does not have, stands behind the path.
  const shown = at < 0 ? [...open, String(deal.Stage ?? "")] : open;
  const wentThrough = new Set(stageVisitsOf(org, deal.id).map((visit) => visit.stage));
  const outcome = option?.forecast_type === "Closed Won" ? "won" : isClosed ? "lost" : "open";
  return html`<section aria-label="Stage">
    <ol class="path" data-outcome="${outcome}">
      ${shown.map((stage, position) => {
        const isCurrent = at < 0 ? position === shown.length - 1 : position === at;
        const isPast = at < 0 ? wentThrough.has(stage) : position < at;
        return html`<li
          class="${isCurrent ? "current" : isPast ? "past" : "ahead"}"
          ${isCurrent ? raw('aria-current="step"') : nothing}
        >
          ${isPast && !isCurrent ? html`<span aria-hidden="true">✓</span><span class="hidden">passed:</span>` : nothing}
          ${stageName(org, stage)}
        </li>`;
      })}
    </ol>
  </section>`;
}
