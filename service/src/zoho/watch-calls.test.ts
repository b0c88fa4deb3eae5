import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { failureOf, refusal, scriptedZoho } from "./scripted-zoho.ts";
import type { CallOptions } from "./zoho-client.ts";

const options: CallOptions = { purpose: "delta" };

describe("channels", () => {
  it("FR-052: a subscription refused under a success status is refused", async () => {
    const zoho = scriptedZoho([
      {
        method: "POST",
        status: 202,
        body: { watch: [refusal("INVALID_DATA", { api_name: "notify_url" })] },
      },
    ]);
    const error = await failureOf(
      zoho.client.createWatch(
        {
          channelId: "1000000077001",
          events: ["Deals.all"],
          notifyUrl: "https://app.example/hook",
          token: "t",
          expiresAt: Temporal.Instant.from("2026-03-09T00:00:00Z"),
        },
        options,
      ),
    );
    expect(error).toMatchObject({ code: "INVALID_DATA", field: "notify_url" });
    expect(zoho.requests[0]?.body).toMatchObject({
      watch: [{ channel_expiry: "2026-03-09T00:00:00+00:00", notify_on_related_action: false }],
    });
  });

  const grant = {
    watch: [
      {
        code: "SUCCESS",
        status: "success",
        message: "ok",
        details: {
          events: [
            {
              channel_id: "1000000077001",
              resource_name: "Deals",
              channel_expiry: "2026-03-10T07:00:00+00:00",
            },
          ],
        },
      },
    ],
  };

  it("are renewed by the parts that change", async () => {
    const zoho = scriptedZoho([{ method: "PATCH", body: grant }]);
    const expiresAt = Temporal.Instant.from("2026-03-10T07:00:00Z");
    const { value } = await zoho.client.updateWatch(
      { channelId: "1000000077001", expiresAt },
      options,
    );
    expect(value.expiresAt?.toString()).toBe("2026-03-10T07:00:00Z");
    expect(zoho.requests[0]?.body).toEqual({
      watch: [{ channel_id: "1000000077001", channel_expiry: "2026-03-10T07:00:00+00:00" }],
    });
  });

  it("that lapsed are unknown to the CRM, and that is told", async () => {
    const zoho = scriptedZoho([
      { method: "PATCH", status: 202, body: { watch: [refusal("NOT_SUBSCRIBED")] } },
    ]);
    const renewal = zoho.client.updateWatch({ channelId: "1" }, options);
    expect(await failureOf(renewal)).toMatchObject({ code: "NOT_SUBSCRIBED", kind: "not_found" });
  });

  it("are listed over all pages without their tokens", async () => {
    const row = (channelId: string) => ({
      channel_id: channelId,
      events: ["Deals.all"],
      token: "secret",
      resource_name: "Deals",
      channel_expiry: "2026-03-10T07:00:00+00:00",
    });
    const zoho = scriptedZoho([
      { body: { watch: [row("1")], info: { more_records: true } } },
      { body: { watch: [row("2")], info: { more_records: false } } },
    ]);
    const { value } = await zoho.client.listWatches({}, options);
    expect(value.map((watch) => watch.channelId)).toEqual(["1", "2"]);
    expect(JSON.stringify(value)).not.toContain("secret");
  });

  it("are given up by id", async () => {
    const zoho = scriptedZoho([{ method: "DELETE", body: grant }]);
    await zoho.client.deleteWatches(["1", "2"], options);
    expect(zoho.requests[0]?.query.get("channel_ids")).toBe("1,2");
  });
});
