import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { StoredToken } from "../src/zoho/token-source.ts";
import type { StandIn } from "./stand-in.ts";

const Tokens = z.object({ access_token: z.string(), refresh_token: z.string() });

/** Tokens of the stand-in's administrator, without its consent page. */
export async function newStandInToken(standIn: StandIn): Promise<StoredToken> {
  const given = Tokens.parse(await standIn.control("POST", "/tokens", {}));
  return {
    accessToken: given.access_token,
    refreshToken: given.refresh_token,
    expiresAt: Temporal.Now.instant().add({ minutes: 60 }),
    apiDomain: standIn.url,
    accountsUrl: standIn.url,
  };
}
