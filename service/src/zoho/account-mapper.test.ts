import { expect, it } from "vitest";
import { mapAccount } from "./account-mapper.ts";

it("takes id, name and change time of an account", () => {
  const account = mapAccount({
    id: "6203459000000555001",
    Account_Name: "Salt &amp; Co",
    Modified_Time: "2026-03-01T10:00:00+08:00",
  });
  expect(account).toMatchObject({ id: "6203459000000555001", name: "Salt & Co" });
  expect(account?.modifiedAt?.toString()).toBe("2026-03-01T02:00:00Z");
});

it.each([{}, { id: 7 }, { id: null }])("cannot keep an account with %j", (raw) => {
  expect(mapAccount(raw)).toBeNull();
});
