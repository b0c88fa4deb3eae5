import { describe, expect, it, vi } from "vitest";
import { aDeal, aPipeline, aRun, aStatus } from "../../tests/builders.ts";
import { readEvent } from "./event-source.ts";
import { createHttpServiceClient } from "./http-service-client.ts";
import { ReplyUnreadable, ServiceProblem, ServiceUnreachable } from "./service-error.ts";

const { signal } = new AbortController();

function clientAnswering(answer: () => Response | Promise<Response>) {
  const fetchReply = vi.fn<typeof fetch>(async () => answer());
  return { client: createHttpServiceClient(fetchReply), fetchReply };
}

const problem = {
  type: "urn:pipeline-pulse:problem:forbidden",
  title: "Not allowed",
  status: 403,
  code: "forbidden",
  detail: "This needs a CRM administrator profile.",
  request_id: "req-1",
};

describe("reading", () => {
  it("sends a view as the service's query, lists as repeated keys", async () => {
    const { client, fetchReply } = clientAnswering(() => Response.json(aPipeline([aDeal()])));
    await client.livePipeline(
      { territory: ["APAC", "R&D"], search: "a=b", sort: "sgd_amount", limit: 100 },
      signal,
    );
    expect(fetchReply.mock.calls[0]?.[0]).toBe(
      "/api/zoho/live-pipeline?territory=APAC&territory=R%26D&search=a%3Db&sort=sgd_amount&limit=100",
    );
  });

  it("refuses an answer that breaks the contract", async () => {
    const broken = { ...aStatus(), data_freshness: "12 s" };
    const { client } = clientAnswering(() => Response.json(broken));
    await expect(client.syncStatus(signal)).rejects.toBeInstanceOf(ReplyUnreadable);
  });

  it("refuses a page where JSON belongs", async () => {
    const { client } = clientAnswering(() => new Response("<!doctype html>"));
    await expect(client.syncStatus(signal)).rejects.toBeInstanceOf(ReplyUnreadable);
  });

  it("never takes a status from the browser's cache", async () => {
    const { client, fetchReply } = clientAnswering(() => Response.json(aStatus()));
    await client.syncStatus(signal);
    expect(fetchReply.mock.calls[0]?.[1]?.cache).toBe("no-store");
  });
});

describe("failing", () => {
  it("tells the service's problem with its code and request", async () => {
    const { client } = clientAnswering(() => Response.json(problem, { status: 403 }));
    const error = await client.rejectedRecords(signal).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServiceProblem);
    expect(error).toMatchObject({
      code: "forbidden",
      status: 403,
      requestId: "req-1",
      message: "This needs a CRM administrator profile.",
    });
  });

  it("takes nobody signed in as an answer of its own", async () => {
    const { client } = clientAnswering(() =>
      Response.json({ ...problem, status: 401 }, { status: 401 }),
    );
    expect(await client.signedIn(signal)).toBeNull();
  });

  it.each([502, 503, 504])("takes a proxy's %d for a service that is down", async (status) => {
    const { client } = clientAnswering(() => new Response("Bad gateway", { status }));
    await expect(client.syncStatus(signal)).rejects.toBeInstanceOf(ServiceUnreachable);
  });

  it("tells a service's own 503 from that", async () => {
    const { client } = clientAnswering(() =>
      Response.json({ ...problem, status: 503 }, { status: 503 }),
    );
    await expect(client.syncStatus(signal)).rejects.toBeInstanceOf(ServiceProblem);
  });

  it("is unreachable when nobody answers", async () => {
    const { client } = clientAnswering(() => Promise.reject(new TypeError("Failed to fetch")));
    await expect(client.syncStatus(signal)).rejects.toBeInstanceOf(ServiceUnreachable);
  });

  it("does not call a cancelled question unreachable", async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    const { client } = clientAnswering(() =>
      Promise.reject(new DOMException("Aborted", "AbortError")),
    );
    await expect(client.syncStatus(cancelled.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});

it("marks every write as this page's own", async () => {
  const reply = { run: aRun(), joined: false, message: "Queued." };
  const { client, fetchReply } = clientAnswering(() => Response.json(reply, { status: 202 }));
  await client.startSync("full");
  await client.signOut();
  for (const [, init] of fetchReply.mock.calls) {
    expect(init?.method).toBe("POST");
    expect(new Headers(init?.headers).get("x-pulse-request")).toBe("1");
  }
  expect(fetchReply.mock.calls[0]?.[1]?.body).toBe('{"mode":"full"}');
});

it("reads events, and passes over one that it does not understand", () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const status = aStatus();
  expect(readEvent(JSON.stringify({ type: "status", status }))).toEqual({ type: "status", status });
  expect(readEvent('{"type":"from-the-future"}')).toBeNull();
  expect(readEvent("not json")).toBeNull();
  expect(logged).toHaveBeenCalledTimes(2);
  logged.mockRestore();
});
