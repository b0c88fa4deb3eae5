import { expect, it } from "vitest";
import { defaultClients } from "./accounts/clients.ts";
import { readConfig } from "./config.ts";

it("starts without any variable", () => {
  expect(readConfig({})).toEqual({
    kind: "ok",
    config: {
      port: 8100,
      publicUrl: null,
      dataDir: ".data",
      demoSeed: "1",
      demoDeals: 600,
      live: true,
      clients: defaultClients,
      control: false,
    },
  });
});

it("takes an empty variable as one that is not set", () => {
  expect(readConfig({ SIMULATOR_PORT: "", DEMO_LIVE: "" }).kind).toBe("ok");
});

it("says one line for each bad variable", () => {
  const read = readConfig({ SIMULATOR_PORT: "x", DEMO_DEALS: "-1", DEMO_LIVE: "1" });
  expect(read).toEqual({
    kind: "bad",
    lines: [
      'SIMULATOR_PORT must be a whole number from 0 to 65535 (got "x")',
      'DEMO_DEALS must be a whole number from 0 to 1000000 (got "-1")',
    ],
  });
});
