import { expect, it } from "vitest";
import { checkFields } from "./check-fields.ts";
import type { CallFailure } from "./health-check.ts";

const required = ["Territory", "Service_Line"];
const answered = (...names: string[]) => ({
  kind: "answered" as const,
  value: names.map((apiName) => ({ apiName })),
});
const failed = (given: Partial<CallFailure>) => ({
  kind: "failed" as const,
  failure: {
    kind: "upstream",
    code: "INTERNAL_ERROR",
    message: "It broke.",
    advice: "Wait.",
    retryable: true,
    ...given,
  },
});

it("is healthy when every required field is there, whatever else is", () => {
  expect(checkFields(required, answered("Service_Line", "Stage", "Territory"))).toMatchObject({
    name: "field_configuration",
    status: "healthy",
    reason: null,
  });
});

it("is healthy when nothing is required and there is metadata", () => {
  expect(checkFields([], answered("Stage")).status).toBe("healthy");
});

it("is critical without any metadata, even when nothing is required", () => {
  expect(checkFields(required, answered())).toMatchObject({
    status: "critical",
    reason: "no_metadata",
    details: { missing: required },
  });
  expect(checkFields([], answered()).status).toBe("critical");
});

it("names the fields that are missing, and those that are only spelled otherwise", () => {
  const check = checkFields(required, answered("Territory", "SERVICE LINE", "Serviceline"));
  expect(check).toMatchObject({
    status: "critical",
    reason: "missing_fields",
    details: {
      missing: ["Service_Line"],
      similar: { Service_Line: ["SERVICE LINE", "Serviceline"] },
    },
  });
  expect(check.message).toContain("Service_Line");
});

it.each([
  {
    failure: { kind: "scope", code: "OAUTH_SCOPE_MISMATCH", retryable: false },
    status: "critical",
    reason: "missing_scope",
  },
  {
    failure: { kind: "permission", code: "NO_PERMISSION", retryable: false },
    status: "critical",
    reason: "not_readable",
  },
  {
    failure: { kind: "not_available", code: "INVALID_MODULE", retryable: false },
    status: "critical",
    reason: "not_readable",
  },
  { failure: { kind: "upstream", retryable: true }, status: "warning", reason: "not_readable" },
  {
    failure: { kind: "throttled", code: "TOO_MANY_REQUESTS", retryable: true },
    status: "warning",
    reason: "not_readable",
  },
])("is $status when reading fails with $failure.kind", ({ failure, status, reason }) => {
  expect(checkFields(required, failed(failure))).toMatchObject({ status, reason });
});
