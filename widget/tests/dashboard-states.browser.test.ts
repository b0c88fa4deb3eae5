import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { launchBrowser } from "./browser.ts";
import { aRun, aStatus } from "./builders.ts";
import { aProblem, FakeService, fullState } from "./fake-service.ts";
import { withAmountTimes } from "./sample-deals.ts";

/** The built console in a real browser, in every state, over a service whose answers are chosen. */

let dist: string;
let service: FakeService;
let browser: Browser;
let closeBrowser: () => Promise<void>;
let faults: string[] = [];

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), "pulse-console-"));
  // The test runner's own NODE_ENV would build React's slow development half.
  vi.stubEnv("NODE_ENV", "production");
  await build({
    configFile: resolve(import.meta.dirname, "../vite.config.ts"),
    logLevel: "error",
    build: { outDir: dist, emptyOutDir: true },
  });
  vi.unstubAllEnvs();
  service = new FakeService(dist);
  await service.start();
  ({ browser, close: closeBrowser } = await launchBrowser());
});
afterAll(async () => {
  await closeBrowser();
  await service.stop();
  await rm(dist, { recursive: true, force: true });
});
beforeEach(() => {
  service.state = fullState();
  faults = [];
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function open(address = "/", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ timezoneId: "Asia/Singapore", ...options });
  const page = await context.newPage();
  await page.addInitScript(axe.source);
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // A refused or failed request is logged by the browser itself; the states here provoke some.
    const ours = !message.text().startsWith("Failed to load resource");
    if (ours && ["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  await page.goto(service.url + address);
  return page;
}

const grid = (page: Page) => page.getByRole("grid", { name: "Deals" });
const charts = (page: Page) => page.locator("svg.recharts-surface");

/** @param except what has been looked at elsewhere, as a selector; hundreds of equal cells cost seconds */
async function seriousViolations(page: Page, except: string | null): Promise<string[]> {
  const { violations } = await page.evaluate(
    (excluded) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(
        excluded === null ? document : { include: document, exclude: excluded },
        // Everything else is worked out and thrown away, at several times the cost.
        { resultTypes: ["violations"] },
      ),
    except,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

const firstSync = () =>
  aStatus({
    freshness: "never",
    last_sync: null,
    data_freshness: null,
    last_run: null,
    next_sync_in: null,
    sync_in_progress: true,
    current_run: aRun({ mode: "full", state: "running", expected: 2000, read: 1240 }),
  });

const crmDown = () =>
  aStatus({
    is_connected: false,
    error_count: 1,
    freshness: "stale",
    data_freshness: 2400,
    connection: {
      state: "crm_unavailable",
      since: "2026-02-20T03:20:00Z",
      message: "Zoho CRM does not answer. The numbers stay; syncing goes on when it is back.",
      next_try_at: "2026-02-20T04:02:00Z",
    },
  });

const unreadable = {
  id: "r1",
  record_id: null,
  issues: [{ field: "Modified_Time", problem: "bad_format" as const }],
  raw: { Deal_Name: "x".repeat(300), Modified_Time: "yesterday" },
  first_seen_at: "2026-02-18T03:00:00Z",
  last_seen_at: "2026-02-20T03:58:00Z",
};

/** Each state: how the service is, where to look, and what to do before looking. */
const states: {
  name: string;
  set?: () => void;
  address?: string;
  act: (page: Page) => Promise<unknown>;
}[] = [
  { name: "full", act: (page) => charts(page).nth(1).waitFor() },
  {
    name: "filtered",
    address: "/?territory=APAC&territory=India&outcome=open&search=cloud&sort=sgd_amount",
    act: (page) => page.getByRole("button", { name: "Clear filters" }).waitFor(),
  },
  {
    name: "no match",
    address: "/?search=zzzzz",
    act: (page) => page.getByRole("heading", { name: "0 of 612 deals match" }).waitFor(),
  },
  {
    name: "loading",
    set: () => {
      service.state.pipelineHold = new Promise(() => {});
    },
    act: (page) => page.getByRole("status", { name: "Loading the dashboard" }).waitFor(),
  },
  {
    name: "empty organisation",
    set: () => {
      service.state.deals = [];
    },
    act: (page) => page.getByText("No deals in Northwind Cloud Services yet").waitFor(),
  },
  {
    name: "first sync",
    set: () => {
      service.state.status = firstSync();
      service.state.summary = { as_of: null };
    },
    act: (page) => page.getByRole("region", { name: "First sync" }).waitFor(),
  },
  {
    name: "sync running, end unknown",
    set: () => {
      service.state.status.current_run = aRun({ state: "running", expected: null, read: 310 });
    },
    act: (page) => page.getByRole("progressbar", { name: "Delta sync" }).waitFor(),
  },
  {
    name: "CRM unavailable and stale",
    set: () => {
      service.state.status = crmDown();
    },
    act: (page) => page.getByRole("alert").waitFor(),
  },
  {
    name: "error without data",
    set: () => {
      service.state.pipelineProblem = aProblem({ status: 503, code: "database_unavailable" });
    },
    act: (page) => page.getByRole("heading", { name: "The deals could not be loaded" }).waitFor(),
  },
  {
    name: "signed out",
    set: () => {
      service.state.viewer = null;
    },
    act: (page) => page.getByRole("link", { name: "Sign in with Zoho" }).waitFor(),
  },
  {
    name: "new installation",
    set: () => {
      service.state.viewer = null;
      service.state.auth.org_connected = false;
    },
    act: (page) => page.getByRole("link", { name: "Connect Zoho CRM" }).waitFor(),
  },
  {
    name: "unreadable records open",
    set: () => {
      service.state.summary = { unmapped: 1 };
      service.state.rejected = [unreadable];
    },
    act: async (page) => {
      await page.getByRole("button", { name: "Show records" }).click();
      await page.getByText("As the CRM sent it").click();
    },
  },
  {
    name: "full sync asked for",
    act: async (page) => {
      await page.getByRole("button", { name: "More ways to sync" }).click();
      await page.getByRole("menuitem", { name: "Full sync…" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "breakdown as a table",
    act: async (page) => {
      const form = page.getByRole("group", { name: "By territory shown as" });
      await form.getByRole("button", { name: "Table" }).click();
      await page.getByRole("table", { name: /By territory/ }).waitFor();
    },
  },
];

/** The whole page is looked at in every size and theme; what differs from it, in two of them. */
const everyLook = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 768, 320].map((width) => ({ colorScheme, width })),
);
const twoLooks = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 320 },
] as const;

describe("every state", () => {
  it.each(states)("$name: accessible, and no wider than the window", async (state) => {
    state.set?.();
    const page = await open(state.address, { reducedMotion: "reduce" });
    await state.act(page);
    const isWhole = state.name === "full";
    for (const { colorScheme, width } of isWhole ? everyLook : twoLooks) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      const violations = await seriousViolations(page, isWhole ? null : "[role=grid] tbody");
      expect(violations, `${colorScheme} at ${width} px`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `overflow at ${width} px`).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
    await keepPictures(page, state.name);
  });
});

describe("a live page", () => {
  it("shows a change without losing the place, and marks the cells", async () => {
    const page = await open("/", { viewport: { width: 1440, height: 900 } });
    await grid(page).waitFor();
    const scroller = grid(page).locator("..");
    await scroller.evaluate((element) => element.scrollTo(0, 48 * 20 + 10));
    const firstVisible = () =>
      scroller.evaluate((element) => {
        const top = element.getBoundingClientRect().top + 36;
        const rows = [...element.querySelectorAll("tr[data-index]")];
        const row = rows.find((candidate) => candidate.getBoundingClientRect().bottom > top);
        return { text: row?.textContent, place: (row?.getBoundingClientRect().top ?? 0) - top };
      });
    const edited = service.state.deals.at(22);
    const newest = service.state.deals.at(50);
    if (!edited || !newest) throw new Error("The sample has enough deals");
    await grid(page)
      .getByText(edited.amount ?? "")
      .or(grid(page))
      .first()
      .waitFor();
    const before = await firstVisible();

    service.state.deals = service.state.deals.map((deal) => {
      // One deal changes where it stands, another jumps to the top: everything between moves down.
      if (deal === edited) return withAmountTimes(deal, 2n);
      return deal === newest ? { ...deal, modified_time: "2026-02-20T03:59:30.000Z" } : deal;
    });
    await service.emit({ type: "deals-changed", data_version: "2" });
    await page.locator("td.flash, td.flash-again").first().waitFor();
    expect(await firstVisible()).toEqual(before);
    expect(faults).toEqual([]);
  });

  it("reads on while one scrolls, to the last deal", async () => {
    const page = await open("/?sort=opportunity_name&order=asc");
    await grid(page).waitFor();
    const scroller = grid(page).locator("..");
    await expect
      .poll(
        async () => {
          await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
          return await grid(page).locator('tr[aria-rowindex="613"]').count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    expect(await grid(page).getByRole("row").count()).toBeLessThan(60);
  });

  it("says when the service is gone, keeps the numbers, and recovers by itself", async () => {
    const page = await open();
    await grid(page).waitFor();
    await service.stop();
    await page.getByRole("alert").getByText("Service unreachable").waitFor();
    await page.getByText("Live updates interrupted").waitFor();
    expect(await grid(page).isVisible()).toBe(true);

    const [first] = service.state.deals;
    if (first === undefined) throw new Error("The sample has deals");
    service.state.deals = service.state.deals.map((deal) =>
      deal === first ? { ...deal, opportunity_name: "Renamed meanwhile" } : deal,
    );
    await service.start();
    await page.getByText("Renamed meanwhile").waitFor();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.getByText("Live", { exact: true }).waitFor();
  });

  it("follows a sync from the click to its end", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByText("The sync has been queued.").waitFor();
    expect(service.state.syncRequests).toEqual(["delta"]);
    const run = aRun({
      id: "run-delta",
      trigger: "manual",
      state: "running",
      expected: 40,
      read: 10,
    });
    await service.setStatus({ current_run: run });
    const bar = page.getByRole("progressbar", { name: "Delta sync" });
    await bar.waitFor();
    expect(await bar.getAttribute("aria-valuenow")).toBe("25");
    await service.setStatus({
      current_run: null,
      last_run: { ...run, state: "succeeded", read: 40 },
    });
    await page.getByText("Delta sync finished").waitFor();
    await page.getByText(/^Synced/).waitFor();
  });

  it("forgets everything on sign-out", async () => {
    const page = await open();
    await grid(page).waitFor();
    await page.getByRole("button", { name: "Account of Priya Raman" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in with Zoho" }).waitFor();
    expect(await page.getByText("Open pipeline").count()).toBe(0);
  });
});

describe("the keyboard alone", () => {
  it("reaches a deal and opens it in the CRM", async () => {
    const page = await open("/?sort=opportunity_name&order=asc");
    await grid(page).locator("tr[data-index='0']").focus();
    await page.keyboard.press("End");
    await page.locator("tr[data-index='99']:focus").waitFor();
    await page.keyboard.press("Home");
    await page.locator("tr[data-index='0']:focus").waitFor();
    await page.keyboard.press("ArrowDown");
    const row = page.locator("tr[data-index='1']:focus");
    await row.waitFor();
    const address = await row.getByRole("link").getAttribute("href");
    const [crmPage] = await Promise.all([
      page.context().waitForEvent("page"),
      page.keyboard.press("Enter"),
    ]);
    expect(address).toContain("/tab/Potentials/");
    await crmPage.close();
  });

  it("keeps its row while the list is scrolled away from it", async () => {
    const page = await open();
    await grid(page).locator("tr[data-index='2']").focus();
    await grid(page)
      .locator("..")
      .evaluate((element) => element.scrollTo(0, 48 * 60));
    await grid(page).locator("tr[data-index='62']").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("tr[data-index='3']:focus").waitFor();
  });

  it("filters by a bar's name", async () => {
    const page = await open();
    await page.getByRole("button", { name: /^India \d+ deals/ }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/territory=India/);
    await page.getByRole("button", { name: "Remove filter Territory: India" }).waitFor();
    await page.goBack();
    await page.getByRole("list", { name: "Filters in use" }).waitFor({ state: "detached" });
  });
});

describe("the theme", () => {
  it("is the chosen one before the console's own code has run", async () => {
    const page = await open();
    await page.getByRole("button", { name: /^Colours/ }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    await page.route("**/assets/console-*.js", (route) => route.abort());
    await page.reload({ waitUntil: "domcontentloaded" });
    const theme = await page.evaluate(() => ({
      name: document.documentElement.dataset.theme,
      background: getComputedStyle(document.documentElement).backgroundColor,
    }));
    expect(theme).toEqual({ name: "dark", background: "rgb(11, 16, 24)" });
  });

  it("follows the system where nothing was chosen", async () => {
    const page = await open("/", { colorScheme: "light" });
    await grid(page).waitFor();
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    expect(await theme()).toBe("light");
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(theme, { timeout: 10_000 }).toBe("dark");
  });
});

describe("charts", () => {
  it("wait for a size and then appear, without a complaint", async () => {
    const page = await open("/", { viewport: { width: 1280, height: 900 } });
    await charts(page).first().waitFor();
    await page.addStyleTag({ content: "main { display: none }" });
    await page.setViewportSize({ width: 700, height: 900 });
    await page.addStyleTag({ content: "main { display: block !important }" });
    await charts(page).first().waitFor();
    expect(await page.locator('svg [width="NaN"], svg [d*="NaN"]').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});

it("loads at most 150 kB of script, compressed, before its charts", async () => {
  const html = await readFile(join(dist, "console.html"), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, path]) => path ?? "");
  const sizes = await Promise.all(
    scripts.map(async (path) => gzipSync(await readFile(join(dist, path))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(150_000);
  const chunks = await readdir(join(dist, "assets"));
  expect(chunks.some((name) => name.startsWith("breakdown-chart-"))).toBe(true);
  expect(scripts.some((name) => name.includes("breakdown-chart-"))).toBe(false);
});

/** For people who want to look: set SCREENSHOT_DIR, and each state leaves its pictures there. */
async function keepPictures(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOT_DIR;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({
        path: join(folder, `${name.replaceAll(/\W+/g, "-")}-${width}-${colorScheme}.png`),
        fullPage: true,
      });
    }
  }
}
