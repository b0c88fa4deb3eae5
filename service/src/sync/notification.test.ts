import { expect, it } from "vitest";
import { parseNotification } from "./notification.ts";

const payload = {
  server_time: 1769850305123,
  query_params: {},
  module: "Deals",
  resource_uri: "https://www.zohoapis.eu/crm/v2/Deals",
  ids: ["5000000000012345001", "5000000000012345001"],
  affected_fields: [{ "5000000000012345001": ["Stage"] }],
  operation: "update",
  channel_id: "1000000068001",
  token: "a shared secret",
};
const parse = (change: object) => parseNotification(JSON.stringify({ ...payload, ...change }));

it("takes the channel, the token and the ids (FR-043)", () => {
  expect(parse({})).toMatchObject({
    channelId: "1000000068001",
    token: "a shared secret",
    module: "Deals",
    operation: "update",
    dealIds: ["5000000000012345001"],
  });
  expect(parse({})?.sentAt?.epochMilliseconds).toBe(1769850305123);
});

it("needs nothing but the channel: token, ids, fields and time may be missing", () => {
  expect(parseNotification(`{"channel_id": 7}`)).toMatchObject({
    channelId: "7",
    token: null,
    dealIds: [],
    sentAt: null,
  });
  expect(parse({ token: null })?.token).toBeNull();
});

it("knows a second delivery by its content", () => {
  expect(parse({})?.eventId).toBe(parse({ resource_uri: "elsewhere" })?.eventId);
  expect(parse({})?.eventId).not.toBe(parse({ server_time: 1769850305124 })?.eventId);
  expect(parse({})?.eventId).not.toBe(parse({ ids: ["5000000000012345002"] })?.eventId);
});

it.each([
  "",
  "not json",
  "[]",
  "null",
  "{}",
  `{"channel_id": "1", "ids": "5"}`,
  `{"channel_id": "1", "ids": [5]}`,
])("is nothing for %j", (body) => {
  expect(parseNotification(body)).toBeNull();
});
