import { afterEach, expect, it, vi } from "vitest";
import { recall, remember } from "./remembered.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("remembers in the browser", () => {
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  remember("colour", "dark");
  expect(recall("colour")).toBe("dark");
  expect(recall("other")).toBeNull();
  expect(stored.get("colour")).toBe("dark");
});

it("remembers for the page where the browser forbids storage", () => {
  vi.stubGlobal("localStorage", {
    get getItem() {
      throw new DOMException("Denied", "SecurityError");
    },
    get setItem() {
      throw new DOMException("Denied", "SecurityError");
    },
  });
  expect(recall("theme")).toBeNull();
  remember("theme", "dark");
  expect(recall("theme")).toBe("dark");
});
