import { serve } from "@hono/node-server";
import { z } from "zod";

type Matches = (request: { method: string; path: string; body: string }) => boolean;

/**
 * The line between the service and the stand-in CRM. It can hold a call for as long as a test wants,
 * so that something happens in the middle of a sync without anybody guessing how long that takes,
 * change what comes back, and it hears the refresh token that the service is given.
 */
export async function openCrmLink(port: number, upstream: string) {
  const holds = new Set<{ matches: Matches; arrived: () => void; released: Promise<void> }>();
  const calls: string[] = [];
  let rewrite: ((path: string, reply: string) => string) | null = null;
  let refreshToken: string | null = null;

  async function forward(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    calls.push(`${request.method} ${pathname}`);
    for (const hold of holds) {
      if (!hold.matches({ method: request.method, path: pathname, body })) continue;
      hold.arrived();
      await hold.released;
    }
    const headers = new Headers(request.headers);
    for (const name of ["host", "connection", "content-length"]) headers.delete(name);
    const reply = await fetch(`${upstream}${pathname}${search}`, {
      method: request.method,
      headers,
      redirect: "manual",
      ...(body === "" ? {} : { body }),
    });
    const content = await reply.arrayBuffer();
    if (pathname === "/oauth/v2/token") noteToken(new TextDecoder().decode(content));
    const replyHeaders = new Headers(reply.headers);
    for (const name of ["content-encoding", "content-length", "transfer-encoding"]) {
      replyHeaders.delete(name);
    }
    const { status } = reply;
    const isEmpty = status === 204 || status === 304;
    const shown = rewrite === null ? content : rewrite(pathname, new TextDecoder().decode(content));
    return new Response(isEmpty ? null : shown, { status, headers: replyHeaders });
  }

  function noteToken(text: string) {
    const parsed = z.object({ refresh_token: z.string() }).safeParse(JSON.parse(text));
    if (parsed.success) refreshToken = parsed.data.refresh_token;
  }

  let server: ReturnType<typeof serve> | null = null;

  async function mend(): Promise<void> {
    const listening = serve({ port, fetch: forward });
    server = listening;
    await new Promise<void>((resolve) => listening.once("listening", () => resolve()));
  }
  await mend();

  return {
    url: `http://localhost:${port}`,
    /** `METHOD /path` of every call that came. */
    calls: calls as readonly string[],

    /** Stops matching calls until released; `arrived` resolves when `count` of them stand there. */
    hold(matches: Matches, count = 1) {
      const arrival = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      let standing = 0;
      const hold = {
        matches,
        arrived: () => {
          standing += 1;
          if (standing >= count) arrival.resolve();
        },
        released: release.promise,
      };
      holds.add(hold);
      return {
        arrived: arrival.promise,
        release: () => {
          holds.delete(hold);
          release.resolve();
        },
      };
    },

    /** From now on replies pass through this; null lets them be. */
    rewriteReplies(change: ((path: string, reply: string) => string) | null): void {
      rewrite = change;
    },

    /** Makes the service's refresh token worthless, as its owner can in his Zoho account. */
    async revokeRefreshToken(): Promise<void> {
      if (refreshToken === null) throw new Error("No refresh token has come by");
      const reply = await fetch(`${upstream}/oauth/v2/token/revoke`, {
        method: "POST",
        body: new URLSearchParams({ token: refreshToken }),
      });
      z.object({ status: z.literal("success") }).parse(await reply.json());
    },

    /** Nothing answers under this address any more, and calls under way get no reply. */
    async cut(): Promise<void> {
      const listening = server;
      server = null;
      if (listening === null) return;
      const closed = new Promise<void>((resolve) => listening.close(() => resolve()));
      if ("closeAllConnections" in listening) listening.closeAllConnections();
      await closed;
    },

    mend,
  };
}

/** Lets `count` matching calls pass first. */
export function after(count: number, matches: Matches): Matches {
  let passed = 0;
  return (request) => matches(request) && passed++ >= count;
}

/** A page of deals that a full sync reads. */
export const isRangePage: Matches = ({ path, body }) =>
  path.endsWith("/coql") && body.includes("from Deals") && body.includes("id <= ");

/** A page of changed deals that a delta reads. */
export const isDeltaPage: Matches = ({ path, body }) =>
  path.endsWith("/coql") && body.includes("from Deals") && body.includes("order by Modified_Time");
