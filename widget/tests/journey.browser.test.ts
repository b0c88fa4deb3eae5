import { LivePipeline } from "@pulse/shared/pipeline/live-pipeline";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { crmClient, type Demo, startDemo } from "./running-demo.ts";

/** The product as `npm start` brings it up, used by a person in a real browser. */
describe("a person's way through the console", () => {
  let demo: Demo;
  let browser: Browser;
  let page: Page;
  const cleanUps: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const started = await startDemo();
    cleanUps.push(started.stop);
    demo = started.demo;
    const launched = await launchBrowser();
    cleanUps.push(launched.close);
    browser = launched.browser;
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    page = await context.newPage();
  });
  afterAll(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  });

  async function pipeline(query = ""): Promise<LivePipeline> {
    const response = await fetch(`${demo.service_url}/api/zoho/live-pipeline${query}`, {
      headers: { authorization: `Bearer ${demo.api_token}` },
    });
    return LivePipeline.parse(await response.json());
  }

  async function seriousViolations(): Promise<string[]> {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document),
    );
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  }

  it("signs in through Zoho's pages and sees the numbers of the API", async () => {
    await page.goto(demo.console_url);
    await page.getByRole("link", { name: "Sign in with Zoho" }).click();
    await page.getByLabel("Signed in as").selectOption({ index: 0 });
    await page.getByRole("button", { name: "Accept" }).click();

    await page.getByRole("heading", { name: "Open pipeline" }).waitFor();
    const { summary } = await pipeline();
    const shown = await page.locator("main").innerText();
    for (const amount of [
      summary.open_amount,
      summary.weighted_amount,
      summary.won_amount,
      summary.lost_amount,
    ]) {
      expect(shown).toContain(inGroups(amount));
    }
    expect(shown).toContain(`${summary.deal_count} deals`);
    expect(shown).toContain(`${summary.not_converted} not converted`);
    expect(await seriousViolations()).toEqual([]);
  });

  it("syncs on request and says so", async () => {
    const before = (await pipeline()).sync_status.last_run?.id;
    await page.getByRole("button", { name: "Sync now" }).click();
    await expect
      .poll(async () => (await pipeline()).sync_status.last_run?.id, { timeout: 30_000 })
      .not.toBe(before);
    await page
      .getByText(/Synced/)
      .first()
      .waitFor();
  });

  it("shows an edit made in the CRM without a reload", async () => {
    const [deal] = (await pipeline("?outcome=open&sort=sgd_amount&limit=1")).deals;
    if (!deal) throw new Error("The demo organisation has open deals");
    await page.evaluate(() => {
      (globalThis as { stillTheSamePage?: boolean }).stillTheSamePage = true;
    });
    const crm = await crmClient(demo);
    await crm.updateDeal(deal.record_id, {
      Amount: 1_234_567.89,
      Currency: "SGD",
      Exchange_Rate: 1,
    });

    await page.getByText("SGD 1,234,567.89").first().waitFor({ timeout: 30_000 });
    const { summary } = await pipeline();
    await page.getByText(inGroups(summary.open_amount)).first().waitFor();
    const same = await page.evaluate(
      () => (globalThis as { stillTheSamePage?: boolean }).stillTheSamePage,
    );
    expect(same).toBe(true);
  });

  it("filters to one territory, and the address keeps the filter", async () => {
    const { total } = await pipeline("?territory=EMEA");
    await page.getByRole("button", { name: /^Territory filter/ }).click();
    await page.getByRole("checkbox", { name: "EMEA" }).click();
    await page.keyboard.press("Escape");
    await page
      .getByText(new RegExp(`^${total} (of \\d+ )?deals`))
      .first()
      .waitFor();
    expect(page.url()).toContain("EMEA");
    await page.reload();
    await page
      .getByText(new RegExp(`^${total} (of \\d+ )?deals`))
      .first()
      .waitFor();
  });

  it("opens a deal's page in the CRM", async () => {
    const grid = page.getByRole("grid").or(page.getByRole("table")).first();
    const link = grid.getByRole("link").first();
    const id = /\d{16,19}$/.exec((await link.getAttribute("href")) ?? "")?.[0];
    const [deal] = (await pipeline(`?search=${id}`)).deals;
    const [crmPage] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
    await crmPage.waitForLoadState();
    expect(crmPage.url()).toBe(`${demo.simulator_url}/crm/tab/Potentials/${id}`);
    expect(await crmPage.locator("main").innerText()).toContain(deal?.account_name);
    expect(await crmPage.locator("main").innerText()).toContain(deal?.stage);
    await crmPage.close();
  });

  it("signs out, and the numbers are gone", async () => {
    await page.getByRole("button", { name: /Mei Lin Tan/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in with Zoho" }).waitFor();
    expect(await page.locator("body").innerText()).not.toContain("Open pipeline");
  });
});

/** 36464742.01 as a person reads it: 36,464,742.01. */
function inGroups(amount: string): string {
  const [whole = "", cents = "00"] = amount.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}`;
}
