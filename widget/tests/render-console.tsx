import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { configure, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ConsoleProviders } from "../src/console-providers.tsx";
import { createConsoleRouter } from "../src/console-router.tsx";
import type { FakeServiceClient } from "./fake-service-client.ts";

/** The whole console over a fake service, at an address. */
export function renderConsole(service: FakeServiceClient, address = "/") {
  const router = createConsoleRouter(createMemoryHistory({ initialEntries: [address] }));
  render(
    <ConsoleProviders service={service}>
      <RouterProvider router={router} />
    </ConsoleProviders>,
  );
  return {
    user: userEvent.setup(),
    address: () => decodeURIComponent(router.history.location.href),
    back: () => router.history.back(),
  };
}

/**
 * jsdom lays nothing out: give elements a height, so that rows that would be in view are drawn, and the
 * browser features that jsdom does not have. Without a width no chart is drawn; a real browser shows those.
 */
export function pretendLayout(): void {
  // Parts that load later are read from disk and compiled here, once per test file.
  configure({ asyncUtilTimeout: 5_000 });
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 600 });
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  window.matchMedia = (media) =>
    ({ ...new EventTarget(), media, matches: false }) as MediaQueryList;
  window.scrollTo = () => {};
  Element.prototype.scrollIntoView = () => {};
  Element.prototype.hasPointerCapture = () => false;
}
