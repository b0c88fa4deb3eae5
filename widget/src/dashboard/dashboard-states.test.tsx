// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aDeal, aPipeline, aRun, aStatus, aViewer } from "../../tests/builders.ts";
import { aProblem } from "../../tests/fake-service.ts";
import { FakeServiceClient } from "../../tests/fake-service-client.ts";
import { pretendLayout, renderConsole } from "../../tests/render-console.tsx";
import { ServiceProblem, ServiceUnreachable } from "../service-client/service-error.ts";

let service: FakeServiceClient;
beforeAll(pretendLayout);
beforeEach(() => {
  service = new FakeServiceClient();
});
afterEach(cleanup);

const never = new Promise<never>(() => {});
const tile = (name: string) => screen.findByRole("region", { name });

describe("numbers", () => {
  it("shows each total exactly, with its currency and its deals", async () => {
    service.pipeline = aPipeline([
      aDeal({ record_id: "1", sgd_amount: "9007199254740993.10", probability: 50 }),
      aDeal({ record_id: "2", outcome: "won", sgd_amount: "20000.00" }),
      aDeal({ record_id: "3", outcome: "lost", sgd_amount: "500.00" }),
    ]);
    renderConsole(service);
    // More digits than a JS number can hold: the text is formatted, never a float.
    expect((await tile("Open pipeline")).textContent).toContain("SGD 9,007,199,254,740,993.10");
    expect((await tile("Won")).textContent).toContain("SGD 20,000.00");
    expect((await tile("Lost")).textContent).toContain("SGD 500.00");
    expect(within(await tile("Won")).getByRole("button", { name: "Show 1 won deal" })).toBeTruthy();
  });

  it("says what the numbers leave out, and in which currency they are", async () => {
    service.pipeline = aPipeline([
      aDeal({ record_id: "1" }),
      aDeal({ record_id: "2", sgd_amount: null }),
      aDeal({ record_id: "3", amount: null, sgd_amount: null }),
      aDeal({ record_id: "4", outcome: "unknown" }),
    ]);
    renderConsole(service);
    const line = await tile("What these numbers include");
    expect(line.textContent).toContain("4 deals");
    expect(line.textContent).toContain("1 not converted");
    expect(line.textContent).toContain("1 without amount");
    expect(line.textContent).toContain("1 excluded");
    expect(line.textContent).toContain("amounts in SGD at each deal's own rate");
  });

  it("never puts a deal's amount under another currency's code", async () => {
    service.pipeline = aPipeline([
      aDeal({ amount: "8000.00", currency: "USD", sgd_amount: "10000.00" }),
    ]);
    renderConsole(service);
    const row = await screen.findByRole("row", { name: /Landing zone/ });
    expect(row.textContent).toContain("USD 8,000.00");
    expect(row.textContent).toContain("SGD 10,000.00");
    expect(row.textContent).not.toMatch(/SGD 8,000|USD 10,000/);
  });

  it("marks an open deal whose closing date is past, in words", async () => {
    service.pipeline = aPipeline([
      aDeal({ record_id: "1", opportunity_name: "Late", closing_date: "2020-01-31" }),
      aDeal({
        record_id: "2",
        opportunity_name: "Done",
        closing_date: "2020-01-31",
        outcome: "won",
      }),
    ]);
    renderConsole(service);
    expect((await screen.findByRole("row", { name: /Late/ })).textContent).toContain(
      "31 Jan 2020past, still open",
    );
    expect(screen.getByRole("row", { name: /Done/ }).textContent).not.toContain("past");
  });
});

describe("before there are numbers", () => {
  it("holds the place while it loads", async () => {
    service.pipeline = never;
    renderConsole(service);
    expect(await screen.findByRole("status", { name: "Loading the dashboard" })).toBeTruthy();
    expect(screen.queryByText(/SGD/)).toBeNull();
  });

  it("shows the first sync's progress, and no totals of half the deals", async () => {
    service.status = aStatus({
      freshness: "never",
      last_sync: null,
      data_freshness: null,
      last_run: null,
      sync_in_progress: true,
      current_run: aRun({ mode: "full", state: "running", read: 400, expected: 2000 }),
    });
    service.pipeline = aPipeline([aDeal()], { summary: { as_of: null } });
    renderConsole(service);
    const first = await screen.findByRole("region", { name: "First sync" });
    const bar = within(first).getByRole("progressbar", { name: "Full sync" });
    expect(bar.getAttribute("aria-valuenow")).toBe("20");
    expect(bar.getAttribute("aria-valuetext")).toBe("400 of 2,000 deals read");
    expect((await tile("Open pipeline")).textContent).toContain("after the first sync");
    expect(screen.queryByRole("grid")).toBeNull();
  });

  it("says so when the organisation has no deals", async () => {
    service.pipeline = aPipeline([]);
    renderConsole(service);
    expect(await screen.findByText("No deals in Northwind Cloud Services yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open the CRM" })).toBeTruthy();
  });

  it("tells a person who may see none apart from an empty organisation", async () => {
    service.viewer = aViewer({ sees: "own_and_subordinates" });
    service.pipeline = aPipeline([]);
    renderConsole(service);
    expect(await screen.findByText("No deals that you may see")).toBeTruthy();
  });

  it("gives the reason and the way on when nothing could be loaded", async () => {
    service.pipeline = new ServiceProblem(
      aProblem({
        status: 503,
        code: "database_unavailable",
        detail: "The database does not answer.",
      }),
    );
    const { user } = renderConsole(service);
    expect(await screen.findByText("The database does not answer.")).toBeTruthy();
    expect(screen.getByText("Request req-7f3a")).toBeTruthy();

    service.pipeline = aPipeline([aDeal()]);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("grid", { name: "Deals" })).toBeTruthy();
  });
});

describe("when something is wrong", () => {
  it("keeps the numbers when a refresh fails", async () => {
    renderConsole(service);
    await screen.findByRole("grid", { name: "Deals" });
    service.pipeline = new ServiceProblem(aProblem({ detail: "The database does not answer." }));
    service.open();
    expect((await screen.findByRole("alert")).textContent).toContain("Refresh failed");
    expect(screen.getByRole("grid", { name: "Deals" })).toBeTruthy();
    expect((await tile("Open pipeline")).textContent).toContain("SGD 10,000.00");
  });

  it("says that the service is unreachable, keeps the numbers, and recovers", async () => {
    const { user } = renderConsole(service);
    await screen.findByRole("grid", { name: "Deals" });
    service.status = new ServiceUnreachable();
    service.lose();
    expect((await screen.findByRole("alert")).textContent).toContain("Service unreachable");
    expect(screen.getByRole("button", { name: /Connection: ?Service unreachable/ })).toBeTruthy();
    expect(screen.getByText("Live updates interrupted")).toBeTruthy();
    expect(screen.getByRole("grid", { name: "Deals" })).toBeTruthy();

    service.status = aStatus();
    await user.click(screen.getByRole("button", { name: "Try now" }));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("shows stale data as stale", async () => {
    service.status = aStatus({ freshness: "stale", data_freshness: 3600 });
    renderConsole(service);
    const sync = await screen.findByRole("region", { name: "Sync" });
    expect(sync.textContent).toMatch(/Data as of .*, 1 h old/);
    expect(sync.textContent).not.toContain("Synced");
  });

  it("names a failing sync, its reason and the next try", async () => {
    service.status = aStatus({
      error_count: 1,
      next_sync_in: 240,
      last_run: aRun({
        state: "failed",
        error: { code: "crm_timeout", message: "The CRM timed out." },
      }),
    });
    renderConsole(service);
    const notice = await screen.findByRole("alert");
    expect(notice.textContent).toContain("Last sync failed");
    expect(notice.textContent).toContain("The CRM timed out.");
    expect(notice.textContent).toMatch(/next sync in [34] min/);
  });

  it.each([
    { state: "crm_unavailable", word: "CRM unavailable" },
    { state: "database_unavailable", word: "Database unavailable" },
    { state: "auth_required", word: "Sign-in to Zoho needed" },
    { state: "not_connected", word: "Not connected" },
    { state: "rate_limited", word: "Rate limited" },
  ] as const)("has a face for $state", async ({ state, word }) => {
    service.status = aStatus({
      is_connected: false,
      connection: {
        state,
        since: "2026-02-20T03:20:00Z",
        message: "What it means.",
        next_try_at: null,
      },
    });
    renderConsole(service);
    expect(
      await screen.findByRole("button", { name: new RegExp(`Connection: ?${word}`) }),
    ).toBeTruthy();
    expect((await screen.findAllByText(/What it means/)).length).toBeGreaterThan(0);
  });

  it("understands a refusal to give any status", async () => {
    const detail = "No organisation is connected yet.";
    const refusal = new ServiceProblem(aProblem({ status: 409, code: "not_connected", detail }));
    service.status = refusal;
    service.pipeline = refusal;
    renderConsole(service);
    expect(await screen.findByRole("button", { name: /Connection: ?Not connected/ })).toBeTruthy();
    expect(await screen.findByRole("link", { name: "Connect Zoho CRM" })).toBeTruthy();
  });

  it("lets only an administrator connect again", async () => {
    const connection = {
      state: "auth_required",
      since: null,
      message: "Zoho no longer accepts our permission.",
      next_try_at: null,
    } as const;
    service.status = aStatus({ connection });
    renderConsole(service);
    const link = await screen.findByRole("link", { name: "Connect Zoho CRM" });
    expect(link.getAttribute("href")).toBe("/api/auth/connect?return_to=%2F");
    cleanup();

    service.viewer = aViewer({ user: { is_administrator: false } });
    renderConsole(service);
    await screen.findByRole("grid", { name: "Deals" });
    expect(screen.queryByRole("link", { name: "Connect Zoho CRM" })).toBeNull();
  });

  it("counts unreadable records and lists them to an administrator", async () => {
    service.pipeline = aPipeline([aDeal()], { summary: { unmapped: 1 } });
    service.rejected = {
      total: 1,
      records: [
        {
          id: "r1",
          record_id: "5725767000000999001",
          issues: [{ field: "Modified_Time", problem: "bad_format" }],
          raw: { Modified_Time: "yesterday" },
          first_seen_at: "2026-02-20T03:00:00Z",
          last_seen_at: "2026-02-20T03:58:00Z",
        },
      ],
    };
    const { user } = renderConsole(service);
    await screen.findByText("1 CRM record could not be read as a deal");
    await user.click(screen.getByRole("button", { name: "Show records" }));
    const dialog = await screen.findByRole("dialog", { name: "Records that could not be read" });
    expect(await within(dialog).findByText("5725767000000999001")).toBeTruthy();
    expect(within(dialog).getByText("Modified_Time: not in the expected format")).toBeTruthy();
    expect(within(dialog).getByText(/yesterday/)).toBeTruthy();
  });
});

describe("who is looking", () => {
  it("explains sign-in and keeps the address to come back to", async () => {
    service.viewer = null;
    renderConsole(service);
    const link = await screen.findByRole("link", { name: "Sign in with Zoho" });
    expect(link.getAttribute("href")).toBe("/api/auth/sign-in?return_to=%2F");
    expect(screen.getByText("accounts.zoho.com")).toBeTruthy();
    expect(service.pipelineCalls).toEqual([]);
  });

  it("offers to connect a new installation", async () => {
    service.viewer = null;
    service.auth = { signed_in: false, org_connected: false, zoho_host: "accounts.zoho.com" };
    renderConsole(service);
    expect(await screen.findByRole("heading", { name: "Connect Zoho CRM" })).toBeTruthy();
  });

  it("goes to sign-in when the session ends, and forgets the deals", async () => {
    renderConsole(service);
    await screen.findByRole("grid", { name: "Deals" });
    service.emit({ type: "signed-out" });
    expect(await screen.findByRole("link", { name: "Sign in with Zoho" })).toBeTruthy();
    expect(screen.queryByText("Landing zone")).toBeNull();
  });

  it("goes to sign-in when a call is refused for want of a session", async () => {
    renderConsole(service);
    await screen.findByRole("grid", { name: "Deals" });
    service.pipeline = new ServiceProblem(aProblem({ status: 401, code: "not_signed_in" }));
    service.open();
    expect(await screen.findByRole("link", { name: "Sign in with Zoho" })).toBeTruthy();
  });

  it("waits with a message when the service does not answer at all", async () => {
    service.viewer = new ServiceUnreachable();
    const { user } = renderConsole(service);
    expect(
      await screen.findByRole("heading", { name: "The service does not answer" }),
    ).toBeTruthy();
    service.viewer = aViewer();
    await user.click(screen.getByRole("button", { name: "Try now" }));
    expect(await screen.findByRole("grid", { name: "Deals" })).toBeTruthy();
  });

  it("offers the full sync to administrators only", async () => {
    service.viewer = aViewer({ user: { is_administrator: false } });
    renderConsole(service);
    expect(await screen.findByRole("button", { name: "Sync now" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "More ways to sync" })).toBeNull();
  });
});
