import { html, raw } from "hono/html";
import { isDay } from "../crm/crm-time.ts";
import type { StoredRecord } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import type { FieldValues } from "../crm/record-operations.ts";
import { dayWords, moneyWords, stageName } from "./display.ts";
import { type Markup, nothing } from "./markup.ts";

const DATE_FIELDS = [
  "Closing_Date",
  "Proposal_Date",
  "PO_Date",
  "Kickoff_Date",
  "Invoice_Date",
  "Payment_Date",
  "Revenue_Date",
] as const;

const FORM_FIELDS = ["Amount", "Stage", ...DATE_FIELDS] as const;
type FormField = (typeof FORM_FIELDS)[number];

export type DealForm = Record<FormField, { text: string; was: string }>;

export type FormFault = { field: FormField; message: string };

/** What the form holds for a deal as it is stored. */
export function formOf(deal: StoredRecord): DealForm {
  return eachField((field) => {
    const text = storedText(deal, field);
    return { text, was: text };
  });
}

/** What a person sent: each field's text, and what it showed when the page was opened. */
export function postedForm(body: Record<string, unknown>): DealForm {
  const textOf = (name: string) => {
    const value = body[name];
    return typeof value === "string" ? value.trim() : "";
  };
  return eachField((field) => ({ text: textOf(field), was: textOf(`was_${field}`) }));
}

/**
 * The changes in a form. Only what the person touched counts, so a colleague's edit of another
 * field in the meantime stays; an edit of the same field is a fault to decide about.
 */
export function readForm(
  org: OrgState,
  form: DealForm,
  deal: StoredRecord,
): { values: FieldValues; faults: FormFault[] } {
  const values: FieldValues = {};
  const faults: FormFault[] = [];
  for (const field of FORM_FIELDS) {
    const { text, was } = form[field];
    const stored = storedText(deal, field);
    if (text === was || text === stored) continue;
    const message = stored !== was ? changedMeanwhile(org, deal, field) : wrongWith(field, text);
    if (message !== null) faults.push({ field, message });
    else
      values[field] = field === "Amount" && text !== "" ? Number(text) : text === "" ? null : text;
  }
  return { values, faults };
}

function wrongWith(field: FormField, text: string): string | null {
  if (field === "Stage") return text === "" ? "A deal needs a stage." : null;
  if (text === "") return null;
  if (field === "Amount") {
    const fits = /^-?\d{1,14}(\.\d{1,2})?$/.test(text);
    return fits ? null : "Write a number with at most two decimals, such as 12500.50.";
  }
  return isDay(text) ? null : "Write a day that exists, as YYYY-MM-DD.";
}

function changedMeanwhile(org: OrgState, deal: StoredRecord, field: FormField): string {
  const value = deal[field] ?? null;
  const words =
    value === null
      ? "empty"
      : field === "Amount"
        ? moneyWords(org, value, deal.Currency)
        : field === "Stage"
          ? stageName(org, value)
          : dayWords(String(value));
  return `Somebody changed this while you were editing; it is now ${words}. Save again to replace it.`;
}

function storedText(deal: StoredRecord, field: FormField): string {
  const value = deal[field];
  return value === null || value === undefined ? "" : String(value);
}

function eachField<T>(make: (field: FormField) => T): Record<FormField, T> {
  return Object.fromEntries(FORM_FIELDS.map((field) => [field, make(field)])) as Record<
    FormField,
    T
  >;
}

/** The form, with what was wrong the last time it was sent. */
export function dealForm(
  org: OrgState,
  deal: StoredRecord,
  form: DealForm,
  faults: readonly FormFault[],
): Markup {
  const faultOf = (field: FormField) => faults.find((one) => one.field === field)?.message ?? null;
  return html`<details class="card edit" ${faults.length > 0 ? raw("open") : nothing}>
    <summary>Edit deal</summary>
    <form method="post" action="/crm/tab/Potentials/${deal.id}">
      <div class="grid">
        ${FORM_FIELDS.map((field) => formRow(org, deal, field, form[field], faultOf(field)))}
      </div>
      <p class="actions"><button>Save</button></p>
    </form>
  </details>`;
}

function formRow(
  org: OrgState,
  deal: StoredRecord,
  field: FormField,
  { text, was }: DealForm[FormField],
  fault: string | null,
): Markup {
  const label = org.fields.Deals.get(field)?.field_label ?? field;
  const unit = field === "Amount" ? ` (${String(deal.Currency ?? org.info.iso_code)})` : "";
  const described =
    fault === null ? nothing : raw(`aria-invalid="true" aria-describedby="fault-${field}"`);
  const input =
    field === "Stage"
      ? html`<select id="edit-${field}" name="${field}" ${described}>
          ${stageChoices(org, deal).map(
            (stage) =>
              html`<option value="${stage}" ${stage === text ? raw("selected") : nothing}>
                ${stageName(org, stage)}
              </option>`,
          )}
        </select>`
      : html`<input
          id="edit-${field}"
          name="${field}"
          value="${text}"
          ${field === "Amount" ? raw('inputmode="decimal"') : raw('type="date"')}
          ${described}
        />`;
  return html`<div class="field">
    <label for="edit-${field}">${label}${unit}</label>
    ${input}
    <input type="hidden" name="was_${field}" value="${was}" />
    ${fault === null ? nothing : html`<p class="fault" id="fault-${field}">${fault}</p>`}
  </div>`;
}

/** Stages of the deal's pipeline, and the one it stands in even if that was retired. */
function stageChoices(org: OrgState, deal: StoredRecord): string[] {
  const pipeline = org.pipelines.find((one) => one.actual_value === deal.Pipeline);
  return [...new Set([String(deal.Stage ?? ""), ...(pipeline?.stages ?? [])])];
}
