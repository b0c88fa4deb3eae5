import { codeOf, type RawReply } from "./crm-session.ts";
import type { Question } from "./question.ts";

/** More than the widest edition allows, and than the ten heavy calls that all allow. */
const LIGHT = 28;
const HEAVY = 14;

export const loadQuestion: Question = {
  id: "P9",
  asks: "How many calls at the same time, and what does a refusal look like?",
  credits: LIGHT + HEAVY,
  needs: "load",
  async ask(session) {
    const atOnce = (count: number, call: () => Promise<RawReply>) =>
      Promise.all(Array.from({ length: count }, call));
    const light = await atOnce(LIGHT, () => session.call({ path: "/org", credits: 1 }));
    const heavy = await atOnce(HEAVY, () =>
      session.query("select id from Deals where id is not null", 200),
    );
    const served = (replies: RawReply[]) => replies.filter(({ status }) => status < 400).length;
    const refused = [...light, ...heavy].find(({ status }) => status === 429);
    const facts = {
      light_served: served(light),
      light_sent: LIGHT,
      heavy_served: served(heavy),
      heavy_sent: HEAVY,
      refusal:
        refused === undefined
          ? null
          : { code: codeOf(refused), retry_after: refused.headers.get("retry-after") },
    };
    return {
      says: `${facts.light_served} of ${LIGHT} light and ${facts.heavy_served} of ${HEAVY} heavy calls sent at once were served${refused === undefined ? "; none was refused, so the limit is higher or calls ended too soon to meet" : `; a refusal says ${codeOf(refused)}`}.`,
      facts,
    };
  },
};
