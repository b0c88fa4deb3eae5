import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { createInboxStore } from "../src/db/inbox-store.ts";
import { createLeases } from "../src/db/leases.ts";
import { createSyncStore } from "../src/db/sync-store.ts";
import { deal } from "../src/db/tables/deal.ts";
import { Inbox } from "../src/sync/inbox.ts";
import { parseNotification } from "../src/sync/notification.ts";
import { anOrg } from "./an-org.ts";
import { describeOnBothDatabases } from "./databases.ts";
import { FakeCrm } from "./fake-crm.ts";

describeOnBothDatabases("the inbox of notifications", (database) => {
  async function anInbox() {
    const { db } = database();
    const orgId = await anOrg(db);
    const crm = new FakeCrm();
    const fetched: string[][] = [];
    let whenEmpty = () => {};
    const store = createInboxStore(db);
    const inbox = new Inbox({
      store: createSyncStore(db, "inbox"),
      inbox: {
        ...store,
        async settle(id, eventIds) {
          await store.settle(id, eventIds);
          if ((await store.open(orgId, 1)).eventIds.length === 0) whenEmpty();
        },
      },
      leases: createLeases(db),
      connect: async () => ({ deals: crm }),
      log: () => {},
      holder: randomUUID(),
    });
    const byIds = crm.byIds.bind(crm);
    crm.byIds = async (ids) => {
      fetched.push([...ids]);
      return byIds(ids);
    };
    const notify = (ids: string[], serverTime: number) => {
      const notification = parseNotification(
        JSON.stringify({ channel_id: "1", ids, server_time: serverTime, operation: "update" }),
      );
      if (!notification) throw new Error("The test's own notification does not parse");
      return inbox.accept(orgId, notification);
    };
    /** Sends notifications and waits until they are worked off. */
    const deliver = async (...notices: [ids: string[], serverTime: number][]) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      whenEmpty = resolve;
      for (const [ids, serverTime] of notices) await notify(ids, serverTime);
      await promise;
    };
    const rows = () => db.select().from(deal).where(eq(deal.orgId, orgId)).orderBy(deal.dealId);
    return { crm, inbox, deliver, fetched, rows };
  }

  it("reads each named deal once for a burst, whatever order and copies it comes in (FR-044, FR-055)", async () => {
    const { crm, inbox, deliver, fetched, rows } = await anInbox();
    crm.put({ id: "101", amount: "1" });
    crm.put({ id: "102", amount: "2" });
    await deliver([["101", "102"], 5], [["101"], 4], [["101"], 4]);
    await inbox.stop();

    expect(fetched.map((ids) => ids.toSorted())).toEqual([["101", "102"]]);
    expect((await rows()).map((row) => [row.dealId, Number(row.amount), row.source])).toEqual([
      ["101", 1, "webhook"],
      ["102", 2, "webhook"],
    ]);
  });

  it("asks the CRM what is gone, whatever the notice says", async () => {
    const { crm, inbox, deliver, rows } = await anInbox();
    crm.put({ id: "201" });
    crm.put({ id: "202" });
    await deliver([["201", "202"], 1]);
    crm.deals.delete("202");
    await deliver([["201", "202"], 2]);
    await inbox.stop();

    expect((await rows()).map((row) => [row.dealId, row.deletion])).toEqual([
      ["201", null],
      ["202", "recycled"],
    ]);
  });
});
