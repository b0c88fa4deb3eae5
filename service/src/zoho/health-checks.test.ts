import { expect, it } from "vitest";
import { checkAuthentication } from "../health/check-authentication.ts";
import { checkFields } from "../health/check-fields.ts";
import type { CallAnswer } from "../health/health-check.ts";
import { ZohoError } from "./errors.ts";
import { refusal, type ScriptedReply, scriptedZoho } from "./scripted-zoho.ts";

const required = ["Territory", "Service_Line"];

/** What the checks see when the CRM answers so. */
async function report(replies: ScriptedReply[]) {
  const scripted = scriptedZoho(replies);
  const ask = async <T>(call: Promise<{ value: T }>): Promise<CallAnswer<T>> => {
    try {
      return { kind: "answered", value: (await call).value };
    } catch (error) {
      if (!(error instanceof ZohoError)) throw error;
      return { kind: "failed", failure: error };
    }
  };
  const metadata = await ask(scripted.client.fields("Deals", { purpose: "health" }));
  return {
    ...scripted,
    fields: checkFields(required, metadata),
    authentication: checkAuthentication([metadata]),
  };
}

it.each([
  { name: "204", reply: { status: 204 } },
  { name: "200 without a body", reply: { status: 200, text: "" } },
  { name: "an HTML page", reply: { status: 200, text: "<html>Sign in</html>" } },
  { name: "JSON without the list", reply: { status: 200, body: {} } },
  { name: "an empty list", reply: { status: 200, body: { fields: [] } } },
])("FR-017: fields metadata as $name is a critical finding, not a crash", async ({ reply }) => {
  const { fields, authentication } = await report([{ path: "/crm/v8/settings/fields", ...reply }]);
  expect(fields).toMatchObject({ status: "critical", reason: "no_metadata" });
  expect(authentication.status).not.toBe("critical");
});

it.each([
  { name: "401", reply: { status: 401, body: refusal("OAUTH_SCOPE_MISMATCH") } },
  { name: "403", reply: { status: 403, body: refusal("OAUTH_SCOPE_MISMATCH") } },
  {
    name: "401, wrapped",
    reply: { status: 401, body: { fields: [refusal("OAUTH_SCOPE_MISMATCH")] } },
  },
])(
  "FR-111: a scope missing by $name is the fields' trouble, not the sign-in's",
  async ({ reply }) => {
    const { fields, authentication, requestCounts } = await report([reply]);
    expect(requestCounts()).toEqual({ api: 1, accounts: 0 });
    expect(authentication.status).toBe("healthy");
    expect(fields).toMatchObject({ status: "critical", reason: "missing_scope" });
    expect(fields.message).toContain("scope");
  },
);

it("tells a refused token apart from both", async () => {
  const refused = { status: 401, body: refusal("INVALID_TOKEN"), repeat: 2 };
  const { fields, authentication } = await report([
    refused,
    { from: "accounts", body: { access_token: "tok-B", expires_in: 3600 } },
  ]);
  expect(authentication).toMatchObject({ status: "critical", reason: "refused" });
  expect(fields).toMatchObject({ status: "critical", reason: "not_readable" });
});
