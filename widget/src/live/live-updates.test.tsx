// @vitest-environment jsdom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { aDeal, aPipeline, aStatus } from "../../tests/builders.ts";
import { FakeServiceClient } from "../../tests/fake-service-client.ts";
import { pretendLayout, renderConsole } from "../../tests/render-console.tsx";

let service: FakeServiceClient;
beforeAll(pretendLayout);
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  service = new FakeServiceClient();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const changed = () => service.emit({ type: "deals-changed", data_version: "2" });
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

it("shows a change that happens while the page is open", async () => {
  renderConsole(service);
  await screen.findByRole("row", { name: /USD 8,000.00/ });
  service.pipeline = aPipeline([aDeal({ amount: "9000.00", sgd_amount: "11250.00" })]);
  changed();
  expect(await screen.findByRole("row", { name: /USD 9,000.00/ })).toBeTruthy();
});

it("reads at most about once a second, and always once after the last change", async () => {
  renderConsole(service);
  await screen.findByRole("grid", { name: "Deals" });
  await pass(2000);
  const before = service.pipelineCalls.length;
  for (let burst = 0; burst < 20; burst += 1) {
    changed();
    await pass(100);
  }
  await pass(2000);
  expect(service.pipelineCalls.length - before).toBeGreaterThanOrEqual(2);
  expect(service.pipelineCalls.length - before).toBeLessThanOrEqual(4);
});

it("says that live updates are interrupted, reconnects, and reads what it missed", async () => {
  renderConsole(service);
  await screen.findByRole("grid", { name: "Deals" });
  act(() => service.open());
  expect(await screen.findByText("Live")).toBeTruthy();
  await pass(1500);

  act(() => service.lose());
  expect(await screen.findByText("Live updates interrupted")).toBeTruthy();
  const before = service.pipelineCalls.length;
  await pass(1100);
  expect(service.streamsOpened).toBe(2);
  act(() => service.open());
  expect(await screen.findByText("Live")).toBeTruthy();
  await pass(100);
  expect(service.pipelineCalls.length).toBeGreaterThan(before);
});

it("asks every five minutes without any event", async () => {
  renderConsole(service);
  await screen.findByRole("grid", { name: "Deals" });
  const before = service.pipelineCalls.length;
  await pass(5 * 60_000 + 1000);
  expect(service.pipelineCalls.length).toBeGreaterThan(before);
});

it("lets the age of the data grow between polls", async () => {
  service.status = aStatus({ data_freshness: 120 });
  renderConsole(service);
  expect(await screen.findByText("Synced 2 min ago")).toBeTruthy();
  await pass(65_000);
  expect(screen.getByText("Synced 3 min ago")).toBeTruthy();
});
