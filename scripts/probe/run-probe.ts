import { bulkQuestion } from "./bulk-question.ts";
import { BudgetSpent, type CrmSession, openSession, rowsOf } from "./crm-session.ts";
import { loadQuestion } from "./load-question.ts";
import type { ProbeSettings } from "./probe-settings.ts";
import type { Answer, Question } from "./question.ts";
import { readingQuestions } from "./reading-questions.ts";
import { writingQuestions } from "./writing-questions.ts";

const questions: Question[] = [
  ...readingQuestions,
  bulkQuestion,
  loadQuestion,
  ...writingQuestions,
];

/** What one run found out about one organisation. */
export type ProbeReport = {
  asked_at: string;
  api_version: string;
  api_url: string;
  wrote_to: string | null;
  credits: { allowed: number; spent: number };
  answers: Answer[];
};

/** The most a run can cost, by question, and what will not be asked without more leave. */
export function planProbe(settings: ProbeSettings) {
  return questions.map((question) => ({ ...question, isAsked: hasLeave(question, settings) }));
}

function hasLeave({ needs }: Question, settings: ProbeSettings): boolean {
  if (needs === "write") return settings.writeTo !== null;
  return needs === "nothing" || settings.mayLoad;
}

/**
 * Asks one question after another. One that cannot be answered does not keep the others from it.
 *
 * @throws when there is no token, or no deal to ask about
 */
export async function runProbe(
  settings: ProbeSettings,
  onAnswer: (answer: Answer) => void,
): Promise<ProbeReport> {
  const session = await openSession(settings);
  const deal = settings.writeTo ?? (await someDeal(session));
  const answers: Answer[] = [];
  for (const question of questions) {
    const answer = await answerTo(question, settings, session, deal);
    answers.push(answer);
    onAnswer(answer);
  }
  return {
    asked_at: new Date().toISOString(),
    api_version: settings.apiVersion,
    api_url: session.apiUrl,
    wrote_to: settings.writeTo,
    credits: { allowed: settings.maxCredits, spent: session.spent() },
    answers,
  };
}

async function answerTo(
  question: Question,
  settings: ProbeSettings,
  session: CrmSession,
  deal: string,
): Promise<Answer> {
  const { id, asks } = question;
  const notAsked = (says: string): Answer => ({
    id,
    asks,
    kind: "not_asked",
    says,
    facts: {},
    credits: 0,
  });
  if (!hasLeave(question, settings)) {
    return notAsked(question.needs === "write" ? "Needs --write <deal id>." : "Needs --load.");
  }
  const before = session.spent();
  if (before + question.credits > settings.maxCredits) {
    return notAsked(
      `Could cost ${question.credits} credits, and ${settings.maxCredits - before} are left: raise --max-credits.`,
    );
  }
  try {
    const finding = await question.ask(session, deal);
    return { id, asks, kind: "answered", ...finding, credits: session.spent() - before };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const says = error instanceof BudgetSpent ? `Given up: ${reason}.` : `It failed: ${reason}.`;
    return { id, asks, kind: "failed", says, facts: {}, credits: session.spent() - before };
  }
}

/** The deal last edited: it has the most to tell. */
async function someDeal(session: CrmSession): Promise<string> {
  const reply = await session.call({
    path: "/Deals?fields=Modified_Time&sort_by=Modified_Time&sort_order=desc&per_page=1",
    credits: 1,
  });
  const id = rowsOf(reply)[0]?.id;
  if (typeof id !== "string") throw new Error(`The CRM shows no deal (HTTP ${reply.status})`);
  return id;
}
