import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import type { AppEnv } from "./http.ts";

const built = fileURLToPath(new URL("../../widget/dist", import.meta.url));

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** The built console: its files as they are, and its page for every other address. */
export function consolePage(folder: string = built) {
  return new Hono<AppEnv>().get("*", async (c) => {
    const file = normalize(join(folder, decodeURIComponent(c.req.path)));
    const type = types[extname(file)];
    if (type !== undefined && file.startsWith(folder) && existsSync(file)) {
      // Built files carry a digest in their name; the page itself must be asked for each time.
      const caching = file.includes("/assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache";
      return c.body(await readFile(file), 200, { "content-type": type, "cache-control": caching });
    }
    if (type !== undefined && type !== types[".html"]) return c.notFound();
    const page = join(folder, "console.html");
    if (!existsSync(page)) {
      return c.text("The console is not built. Run `npm run build` and reload.", 503);
    }
    return c.body(await readFile(page), 200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
    });
  });
}
