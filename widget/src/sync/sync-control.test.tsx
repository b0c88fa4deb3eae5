// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { aRun, aStatus } from "../../tests/builders.ts";
import { FakeServiceClient } from "../../tests/fake-service-client.ts";
import { pretendLayout, renderConsole } from "../../tests/render-console.tsx";
import { ServiceUnreachable } from "../service-client/service-error.ts";

let service: FakeServiceClient;
beforeAll(pretendLayout);
beforeEach(() => {
  service = new FakeServiceClient();
});
afterEach(cleanup);

const statusEvent = (status: ReturnType<typeof aStatus>) =>
  service.emit({ type: "status", status });

it("starts a delta, shows true progress from events, and tells how it ended", async () => {
  const { user } = renderConsole(service);
  await user.click(await screen.findByRole("button", { name: "Sync now" }));
  expect(service.syncCalls).toEqual(["delta"]);
  expect(await screen.findByText("Sync started")).toBeTruthy();

  const running = { id: "run-asked", state: "running", finished_at: null } as const;
  statusEvent(aStatus({ current_run: aRun({ ...running, read: 30, expected: 120 }) }));
  const bar = await screen.findByRole("progressbar", { name: "Delta sync" });
  expect(bar.getAttribute("aria-valuenow")).toBe("25");

  statusEvent(aStatus({ current_run: aRun({ ...running, read: 31, expected: null }) }));
  await waitFor(() =>
    expect(bar.getAttribute("aria-valuetext")).toBe("31 deals read, total unknown"),
  );
  expect(bar.getAttribute("aria-valuenow")).toBeNull();

  statusEvent(
    aStatus({ last_run: aRun({ id: "run-asked", applied: 4, unchanged: 27, calls: 2 }) }),
  );
  expect(await screen.findByText("Delta sync finished")).toBeTruthy();
  expect(screen.getByText("4 changed, 27 unchanged · 2 CRM calls")).toBeTruthy();
});

it("asks before a full sync and says what it costs", async () => {
  service.status = aStatus({ deal_count: 4100 });
  const { user } = renderConsole(service);
  await user.click(await screen.findByRole("button", { name: "More ways to sync" }));
  await user.click(await screen.findByRole("menuitem", { name: "Full sync…" }));
  const dialog = await screen.findByRole("dialog", { name: "Read every deal again?" });
  expect(dialog.textContent).toContain("about 9 credits for 4,100 deals");
  expect(service.syncCalls).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Start full sync" }));
  expect(service.syncCalls).toEqual(["full"]);
});

it("says that a request joined the run that was under way", async () => {
  service.sync = {
    run: aRun({ id: "other" }),
    joined: true,
    message: "A full sync is already running.",
  };
  const { user } = renderConsole(service);
  await user.click(await screen.findByRole("button", { name: "Sync now" }));
  expect(await screen.findByText("Joined the sync that is running")).toBeTruthy();
  expect(screen.getByText("A full sync is already running.")).toBeTruthy();
});

it("says when a run that was asked for failed, and why", async () => {
  service.sync = {
    run: aRun({ id: "run-asked" }),
    joined: false,
    message: "Waiting for its turn.",
  };
  const { user } = renderConsole(service);
  await user.click(await screen.findByRole("button", { name: "Sync now" }));
  await screen.findByText("Waiting for its turn.");
  const error = { code: "crm_timeout", message: "The CRM timed out." };
  statusEvent(
    aStatus({ error_count: 1, last_run: aRun({ id: "run-asked", state: "failed", error }) }),
  );
  expect(await screen.findByText("Delta sync: Failed")).toBeTruthy();
});

it("says when a sync could not even be asked for", async () => {
  service.sync = new ServiceUnreachable();
  const { user } = renderConsole(service);
  await user.click(await screen.findByRole("button", { name: "Sync now" }));
  expect(await screen.findByText("The sync did not start")).toBeTruthy();
});
