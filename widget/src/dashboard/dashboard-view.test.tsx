// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { aDeal, aPipeline } from "../../tests/builders.ts";
import { FakeServiceClient } from "../../tests/fake-service-client.ts";
import { pretendLayout, renderConsole } from "../../tests/render-console.tsx";

let service: FakeServiceClient;
beforeAll(pretendLayout);
beforeEach(() => {
  service = new FakeServiceClient();
});
afterEach(cleanup);

const newestCall = () => service.pipelineCalls.at(-1);
const grid = () => screen.findByRole("grid", { name: "Deals" });

describe("the view and its address", () => {
  it("asks for what the address says", async () => {
    renderConsole(
      service,
      "/?territory=APAC&territory=India&outcome=open&search=cloud&sort=sgd_amount",
    );
    await grid();
    expect(service.pipelineCalls[0]).toMatchObject({
      territory: ["APAC", "India"],
      outcome: ["open"],
      search: "cloud",
      sort: "sgd_amount",
      order: "desc",
    });
    const chips = screen.getByRole("list", { name: "Filters in use" });
    expect(
      within(chips).getByRole("button", { name: "Remove filter Territory: India" }),
    ).toBeTruthy();
  });

  it("keeps what it understands of a faulty address", async () => {
    renderConsole(service, "/?outcome=open&outcome=maybe&sort=colour&limit=99999");
    await grid();
    expect(service.pipelineCalls[0]).toMatchObject({
      outcome: ["open"],
      sort: "modified_time",
      limit: 100,
    });
  });

  it("filters by a click on a count, and Back takes it away", async () => {
    const { user, address, back } = renderConsole(service);
    await grid();
    await user.click(screen.getByRole("button", { name: "Show 1 open deal" }));
    await waitFor(() => expect(address()).toBe("/?outcome=open"));
    await waitFor(() => expect(newestCall()?.outcome).toEqual(["open"]));
    back();
    await waitFor(() => expect(address()).toBe("/"));
  });

  it("filters by a territory of the breakdown, and by deals without one", async () => {
    service.pipeline = aPipeline([
      aDeal({ record_id: "1" }),
      aDeal({ record_id: "2", territory: null }),
    ]);
    const { user, address } = renderConsole(service);
    await user.click(await screen.findByRole("button", { name: /^No territory ?1 deal/ }));
    await waitFor(() => expect(address()).toBe("/?territory=-None-"));
    expect(
      (await screen.findByRole("button", { name: /^No territory ?1 deal/ })).getAttribute(
        "aria-pressed",
      ),
    ).toBe("true");
  });

  it("searches when typing pauses, once", async () => {
    const { user, address } = renderConsole(service);
    await grid();
    const before = service.pipelineCalls.length;
    await user.type(screen.getByRole("searchbox", { name: /Search deals/ }), "harbour");
    await waitFor(() => expect(address()).toBe("/?search=harbour"));
    await waitFor(() => expect(newestCall()?.search).toBe("harbour"));
    expect(service.pipelineCalls.length).toBe(before + 1);
  });

  it("chooses filters from a list", async () => {
    const { user, address } = renderConsole(service);
    await grid();
    await user.click(screen.getByRole("button", { name: /^Owner ?filter/ }));
    const panel = await screen.findByRole("dialog", { name: "Owner" });
    await user.click(within(panel).getByRole("checkbox", { name: /Lars Ekström/ }));
    await waitFor(() => expect(address()).toBe("/?owner=5725767000000300008"));
    expect(screen.getByRole("button", { name: "Remove filter Owner: Lars Ekström" })).toBeTruthy();
  });

  it("says how many of how many match, and clears", async () => {
    service.pipeline = aPipeline([], { summary: { deal_count: 612 } });
    const { user, address } = renderConsole(service, "/?search=zzz");
    expect(await screen.findByRole("heading", { name: "0 of 612 deals match" })).toBeTruthy();
    const [clear] = screen.getAllByRole("button", { name: "Clear filters" });
    if (clear !== undefined) await user.click(clear);
    await waitFor(() => expect(address()).toBe("/"));
  });

  it("sorts by a header and says so", async () => {
    const { user, address } = renderConsole(service);
    await grid();
    const header = () => screen.getByRole("columnheader", { name: "Closing" });
    await user.click(screen.getByRole("button", { name: "Closing" }));
    await waitFor(() => expect(header().getAttribute("aria-sort")).toBe("ascending"));
    await user.click(screen.getByRole("button", { name: "Closing" }));
    await waitFor(() => expect(header().getAttribute("aria-sort")).toBe("descending"));
    expect(address()).toBe("/?sort=closing_date&order=desc");
  });

  it("keeps the last view on the page while the next one loads", async () => {
    const { user } = renderConsole(service);
    await grid();
    service.pipeline = new Promise<never>(() => {});
    await user.click(screen.getByRole("button", { name: "Show 1 open deal" }));
    await waitFor(() =>
      expect(screen.getByRole("grid").parentElement?.getAttribute("aria-busy")).toBe("true"),
    );
    expect(screen.getByRole("link", { name: /Landing zone/ })).toBeTruthy();
  });
});

describe("the grid", () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    aDeal({
      record_id: String(index + 1),
      opportunity_name: `Deal ${index + 1}`,
      crm_url: `https://crm.example.test/deal/${index + 1}`,
    }),
  );

  it("links each deal to its page in the CRM, in a tab of its own", async () => {
    renderConsole(service);
    const link = await screen.findByRole("link", { name: "Landing zone" });
    expect(link.getAttribute("href")).toBe(aDeal().crm_url);
    expect(link.getAttribute("target")).toBe("_blank");
    expect(link.getAttribute("rel")).toBe("noopener");
  });

  it("moves with the arrows and opens with Enter", async () => {
    service.pipeline = aPipeline(many);
    const { user } = renderConsole(service);
    const opened = vi.spyOn(window, "open").mockReturnValue(null);
    await grid();
    screen.getByRole("row", { name: /Deal 1\D/ }).focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("Deal 3"));
    await user.keyboard("{Enter}");
    expect(opened).toHaveBeenCalledWith("https://crm.example.test/deal/3", "_blank", "noopener");
    opened.mockRestore();
  });

  it("draws the rows in view and counts all", async () => {
    service.pipeline = aPipeline(many, { total: 5000 });
    renderConsole(service);
    const table = await grid();
    expect(table.getAttribute("aria-rowcount")).toBe("5001");
    expect(within(table).getAllByRole("row").length).toBeLessThan(40);
    expect(screen.queryByText("Deal 60")).toBeNull();
  });

  it("asks for the next page before the end is reached", async () => {
    service.pipeline = aPipeline(many.slice(0, 20), { next_cursor: "place-20", total: 60 });
    renderConsole(service);
    await waitFor(() =>
      expect(service.pipelineCalls.some((call) => call.cursor === "place-20")).toBe(true),
    );
  });

  it("names the owner who has left", async () => {
    service.pipeline = aPipeline([aDeal({ owner_is_active: false })]);
    renderConsole(service);
    expect((await screen.findByRole("row", { name: /Landing zone/ })).textContent).toContain(
      "inactive user",
    );
  });

  it("shows what is not known as not known", async () => {
    service.pipeline = aPipeline([
      aDeal({
        amount: null,
        sgd_amount: null,
        probability: null,
        closing_date: null,
        opportunity_name: null,
      }),
    ]);
    renderConsole(service);
    const row = await screen.findByRole("row", { name: /without a name/ });
    expect(row.textContent).toContain("no amount");
    expect(row.textContent).toContain("probability not known");
    expect(row.textContent).toContain("closing date not known");
    expect(row.textContent).not.toContain("0.00");
  });
});
