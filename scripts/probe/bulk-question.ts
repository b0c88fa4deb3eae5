import { setTimeout as wait } from "node:timers/promises";
import { codeOf, type Json, rowsOf } from "./crm-session.ts";
import type { Question } from "./question.ts";

const CREDITS_A_JOB = 50;
const POLLS = 40;
const POLL_MS = 3_000;

export const bulkQuestion: Question = {
  id: "P12",
  asks: "How long does a bulk read take for how many rows?",
  credits: CREDITS_A_JOB + POLLS,
  needs: "nothing",
  async ask(session) {
    const startedMs = Date.now();
    const created = await session.call({
      api: "crm/bulk",
      path: "/read",
      method: "POST",
      credits: CREDITS_A_JOB,
      body: {
        query: { module: { api_name: "Deals" }, fields: ["Deal_Name", "Modified_Time"], page: 1 },
        file_type: "csv",
      },
    });
    const [added] = rowsOf(created);
    const id = (added?.details as Json | undefined)?.id;
    if (typeof id !== "string") {
      return { says: `No job was made: ${codeOf(created)}.`, facts: { code: codeOf(created) } };
    }
    const states: string[] = [];
    // The last state costs a credit too, and so does nothing else: the file is not fetched.
    for (let poll = 0; poll < POLLS; poll += 1) {
      const [job] = rowsOf(
        await session.call({ api: "crm/bulk", path: `/read/${id}`, credits: 1 }),
      );
      const state = String(job?.state);
      if (states.at(-1) !== state) states.push(state);
      if (state === "COMPLETED" || state === "FAILURE") {
        const result = (job?.result ?? {}) as Json;
        const ms = Date.now() - startedMs;
        return {
          says: `${result.count} rows in about ${Math.ceil(ms / 1000)} s.`,
          facts: {
            states,
            ms,
            rows: result.count ?? null,
            per_page: result.per_page ?? null,
            has_more: result.more_records ?? null,
            has_page_token: typeof result.next_page_token === "string",
          },
        };
      }
      await wait(Math.min(POLL_MS, 200 * (poll + 1)));
    }
    return { says: `Not done after ${POLLS} looks.`, facts: { states } };
  },
};
