import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { type Channel, type ChannelPorts, ensureChannel, isChannelDue } from "./channel.ts";

const now = Temporal.Instant.from("2026-03-01T00:00:00Z");
const notifyUrl = "https://pulse.example/api/zoho/webhook";
const channel = (hours: number): Channel => ({
  channelId: "1",
  notifyUrl,
  expiresAt: now.add({ hours }),
});

it.each([
  { held: null, due: true },
  { held: channel(84), due: false },
  { held: channel(83), due: true },
  { held: channel(-1), due: true },
  { held: { ...channel(160), notifyUrl: "https://old.example" }, due: true },
])("renews at half life, when lapsed, absent or pointed elsewhere: $due", ({ held, due }) => {
  expect(isChannelDue(held, notifyUrl, now)).toBe(due);
});

it("asks for less than a week and believes what the CRM granted", async () => {
  const stored: Channel[] = [];
  const asked: Channel[] = [];
  const ports: ChannelPorts = {
    stored: async () => stored.at(-1) ?? null,
    store: async (_, given) => void stored.push(given),
    create: async (_, given) => {
      expect(stored).toHaveLength(1);
      asked.push(given);
      return { expiresAt: now.add({ hours: 1 }) };
    },
    newChannelId: () => "1000000068001",
    notifyUrl,
    now: () => now,
  };

  expect(await ensureChannel(ports, "org")).toBe(true);
  expect(asked[0]?.expiresAt.since(now).total("hours")).toBe(167);
  expect(stored.at(-1)?.expiresAt).toEqual(now.add({ hours: 1 }));
});

it("is due again when the CRM refused, and knows the refused one should it notify after all", async () => {
  const stored: Channel[] = [];
  const ports: ChannelPorts = {
    stored: async () => stored.at(-1) ?? null,
    store: async (_, given) => void stored.push(given),
    create: async () => Promise.reject(new Error("the CRM is gone")),
    newChannelId: () => "1000000068001",
    notifyUrl,
    now: () => now,
  };

  await expect(ensureChannel(ports, "org")).rejects.toThrow("the CRM is gone");

  expect(stored.map(({ channelId }) => channelId)).toEqual(["1000000068001"]);
  expect(isChannelDue(stored.at(-1) ?? null, notifyUrl, now)).toBe(true);
});
