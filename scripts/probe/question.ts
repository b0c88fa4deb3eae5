import type { CrmSession } from "./crm-session.ts";

export type Question = {
  /** As numbered in the list of open questions. */
  id: string;
  asks: string;
  /** At most; how long some answers take is not known before. */
  credits: number;
  needs: "nothing" | "write" | "load";
  ask(session: CrmSession, deal: string): Promise<Finding>;
};

/** What was seen. `facts` are for programs, `says` for people. */
export type Finding = { says: string; facts: Record<string, unknown> };

export type Answer = {
  id: string;
  asks: string;
  kind: "answered" | "not_asked" | "failed";
  says: string;
  facts: Record<string, unknown>;
  credits: number;
};
