import { setTimeout as wait } from "node:timers/promises";
import { type CrmSession, codeOf, type Json, type RawReply, rowsOf } from "./crm-session.ts";
import type { Question } from "./question.ts";

/** Looked for this often before an answer is given up. */
const LOOKS = 15;
const LOOK_MS = 1_000;

type Deal = { Next_Step: unknown; Modified_Time: string };

async function read(session: CrmSession, deal: string): Promise<Deal> {
  const [row] = rowsOf(
    await session.call({ path: `/Deals/${deal}?fields=Next_Step,Modified_Time`, credits: 1 }),
  );
  if (row === undefined) throw new Error(`The deal ${deal} is not there`);
  return { Next_Step: row.Next_Step ?? null, Modified_Time: String(row.Modified_Time) };
}

/** No automation of the customer's runs on these writes. */
function write(
  session: CrmSession,
  deal: string,
  values: Json,
  headers: Record<string, string> = {},
) {
  return session.call({
    path: "/Deals",
    method: "PUT",
    headers,
    body: { data: [{ id: deal, ...values }], trigger: [] },
    credits: 1,
  });
}

const isWritten = (reply: RawReply) => rowsOf(reply)[0]?.code === "SUCCESS";

function shifted(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString().replace(/\.\d+Z$/, "+00:00");
}

/** Milliseconds from the write until `look` finds the new value; null when it never did. */
async function lagOf(sinceMs: number, look: () => Promise<boolean>): Promise<number | null> {
  for (let tries = 0; tries < LOOKS; tries += 1) {
    if (await look()) return Date.now() - sinceMs;
    await wait(LOOK_MS);
  }
  return null;
}

/** A text nobody writes by hand, without characters that a search treats as its own. */
const marker = (name: string) => `probe ${name} ${Date.now().toString(36)}`;

export const writingQuestions: Question[] = [
  {
    id: "P1",
    asks: "Is If-Unmodified-Since honoured on a write?",
    credits: 4,
    needs: "write",
    async ask(session, deal) {
      const before = await read(session, deal);
      const same = { Next_Step: before.Next_Step };
      const late = await write(session, deal, same, {
        "if-unmodified-since": shifted(before.Modified_Time, -60),
      });
      const now = await read(session, deal);
      const exact = await write(session, deal, same, { "if-unmodified-since": now.Modified_Time });
      const facts = {
        is_honoured: late.status === 412,
        stale: { status: late.status, code: codeOf(late) },
        exact_is_accepted: isWritten(exact),
      };
      return {
        says: facts.is_honoured
          ? `Yes: a stale header gives 412 ${facts.stale.code}; the exact stamp is ${facts.exact_is_accepted ? "accepted" : "refused"}.`
          : `No: a stale header gave HTTP ${late.status} ${codeOf(late)}.`,
        facts,
      };
    },
  },
  {
    id: "P3",
    asks: "Does a write that changes nothing move Modified_Time?",
    credits: 3,
    needs: "write",
    async ask(session, deal) {
      const before = await read(session, deal);
      // Stamps have whole seconds: in the same second nothing could be seen.
      await wait(1_100);
      const reply = await write(session, deal, { Next_Step: before.Next_Step });
      const after = await read(session, deal);
      const moves = after.Modified_Time !== before.Modified_Time;
      return {
        says: `${moves ? "Yes" : "No"}. Restore, merge, mass update, formulas and rates need a person at the CRM's own pages: change something there, and look at Modified Time.`,
        facts: { no_op_write_moves_it: moves, is_written: isWritten(reply) },
      };
    },
  },
  {
    id: "P2",
    asks: "How soon do list, COQL, search and timeline show a change?",
    credits: 3 + 4 * LOOKS,
    needs: "write",
    async ask(session, deal) {
      const before = await read(session, deal);
      const text = marker("visible");
      try {
        await write(session, deal, { Next_Step: text });
        const sinceMs = Date.now();
        const has = (rows: Json[]) => rows.some((row) => row.id === deal && row.Next_Step === text);
        const [list, coql, search, timeline] = await Promise.all([
          lagOf(sinceMs, async () =>
            has(
              rowsOf(
                await session.call({ path: `/Deals?fields=Next_Step&ids=${deal}`, credits: 1 }),
              ),
            ),
          ),
          lagOf(sinceMs, async () =>
            has(rowsOf(await session.query(`select Next_Step from Deals where id = '${deal}'`))),
          ),
          lagOf(sinceMs, async () => {
            const criteria = encodeURIComponent(`(Next_Step:equals:${text})`);
            const path = `/Deals/search?criteria=${criteria}&fields=Next_Step`;
            return has(rowsOf(await session.call({ path, credits: 1 })));
          }),
          lagOf(sinceMs, async () => {
            const reply = await session.call({
              path: `/Deals/${deal}/__timeline?per_page=10`,
              credits: 1,
            });
            return JSON.stringify(rowsOf(reply, "__timeline")).includes(text);
          }),
        ]);
        const say = (name: string, ms: number | null) =>
          `${name} ${ms === null ? `not within ${LOOKS} looks` : `${(ms / 1000).toFixed(1)} s`}`;
        return {
          says: `${[say("list", list), say("COQL", coql), say("search", search), say("timeline", timeline)].join("; ")}.`,
          facts: { list_ms: list, coql_ms: coql, search_ms: search, timeline_ms: timeline },
        };
      } finally {
        await write(session, deal, { Next_Step: before.Next_Step });
      }
    },
  },
  {
    id: "P7",
    asks: "Do the rows behind a page token move when records change?",
    credits: 4,
    needs: "write",
    async ask(session, deal) {
      const list = "/Deals?fields=Modified_Time&sort_by=Modified_Time&sort_order=desc&per_page=1";
      const first = await session.call({ path: list, credits: 1 });
      const top = rowsOf(first)[0]?.id;
      const token = ((first.json?.info ?? {}) as Json).next_page_token;
      if (typeof token !== "string") return { says: "There is no second page.", facts: {} };
      if (top === deal) {
        return { says: "The deal is the newest already; name an older one.", facts: {} };
      }
      const { Next_Step } = await read(session, deal);
      // It becomes the newest: with a mere offset behind the token, the old newest comes twice.
      await write(session, deal, { Next_Step });
      const second = await session.call({ path: `${list}&page_token=${token}`, credits: 1 });
      const next = rowsOf(second)[0]?.id;
      const moves = next === top;
      return {
        says: moves ? "Yes: a record came twice." : "No: the chain went on where it was.",
        facts: { rows_move: moves },
      };
    },
  },
  {
    id: "P11",
    asks: "Does one refused field refuse the whole record?",
    credits: 4,
    needs: "write",
    async ask(session, deal) {
      const before = await read(session, deal);
      const text = marker("whole");
      const reply = await write(session, deal, { Next_Step: text, Closing_Date: "no date" });
      const after = await read(session, deal);
      const isRefused = !isWritten(reply);
      const isPartlyWritten = after.Next_Step === text;
      if (isPartlyWritten) await write(session, deal, { Next_Step: before.Next_Step });
      return {
        says: isRefused
          ? `Yes, with ${codeOf(reply)}${isPartlyWritten ? ", and yet the good field was written" : ""}.`
          : "No: the record was written without it.",
        facts: { is_refused: isRefused, code: codeOf(reply), good_field_written: isPartlyWritten },
      };
    },
  },
];
