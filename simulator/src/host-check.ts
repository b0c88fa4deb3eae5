import type { MiddlewareHandler } from "hono";
import { CrmFault, invalidToken, invalidUrl } from "./crm/crm-fault.ts";
import type { OrgInfo } from "./crm/model.ts";
import { meaningOfHost, type Place } from "./data-centres.ts";

/**
 * Answers calls that reached the wrong house. This one server stands for all of Zoho's host names; a
 * client that goes through a proxy, or sets the Host header, meets the borders between data centres.
 */
export function checkHost({ place, info }: { place: Place; info: OrgInfo }): MiddlewareHandler {
  return async (c, next) => {
    const meaning = meaningOfHost(c.req.header("host"));
    const { pathname } = new URL(c.req.url);
    const isApi = pathname.startsWith("/crm/v") || pathname.startsWith("/crm/bulk/");
    if (meaning.kind === "own") return next();
    if (meaning.kind === "legacy") {
      if (!isApi) return next();
      const fault = new CrmFault(400, "INVALID_HOST", "the host is not valid for this API");
      return c.json(fault.body(), 400);
    }
    if (isApi !== (meaning.kind === "api")) return c.json(invalidUrl().body(), 404);
    const isHome =
      meaning.location === place.location &&
      (meaning.kind === "accounts" || meaning.environment === info.type);
    if (isHome) return next();
    if (isApi) return c.json(invalidToken().body(), 401);
    // Grant codes and refresh tokens of one data centre mean nothing in another.
    return pathname.startsWith("/oauth/v2/token") ? c.json({ error: "invalid_code" }) : next();
  };
}
