import { expect, it } from "vitest";
import { checkAuthentication } from "./check-authentication.ts";
import type { CallAnswer } from "./health-check.ts";

const answered: CallAnswer<unknown> = { kind: "answered", value: null };
const failed = (kind: string, retryable = false): CallAnswer<unknown> => ({
  kind: "failed",
  failure: { kind, code: kind.toUpperCase(), message: `${kind}.`, advice: "Do.", retryable },
});

it.each([
  { name: "an answer", answers: [answered], status: "healthy", reason: null },
  { name: "a missing scope", answers: [failed("scope")], status: "healthy", reason: null },
  {
    name: "a missing permission",
    answers: [failed("permission")],
    status: "healthy",
    reason: null,
  },
  { name: "a refused token", answers: [failed("auth")], status: "critical", reason: "refused" },
  {
    name: "a token refused after an answer",
    answers: [answered, failed("auth")],
    status: "critical",
    reason: "refused",
  },
  {
    name: "no reply at all",
    answers: [failed("unreachable", true)],
    status: "warning",
    reason: "not_checked",
  },
  {
    name: "an accounts server that wants us to wait",
    answers: [failed("throttled", true)],
    status: "warning",
    reason: "throttled",
  },
  {
    name: "one reply among failures of the network",
    answers: [failed("unreachable", true), answered],
    status: "healthy",
    reason: null,
  },
  { name: "nothing", answers: [], status: "warning", reason: "not_checked" },
])("$name makes it $status", ({ answers, status, reason }) => {
  expect(checkAuthentication(answers)).toMatchObject({ name: "authentication", status, reason });
});
