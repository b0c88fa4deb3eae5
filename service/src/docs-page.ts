import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "./http.ts";

const assets: Record<string, string> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};
const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

/** The OpenAPI document for reading, without anything fetched from elsewhere. Mounted at /api/docs. */
export function docsPage() {
  return new Hono<AppEnv>()
    .get("/", (c) => c.html(page))
    .get("/start.js", (c) => c.body(starter, 200, { "content-type": "text/javascript" }))
    .get("/:asset", async (c) => {
      const type = assets[c.req.param("asset")];
      if (type === undefined) return c.notFound();
      const content = await readFile(join(folder, c.req.param("asset")));
      return c.body(content, 200, {
        "content-type": type,
        "cache-control": "public, max-age=3600",
      });
    });
}

const page = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Pipeline Pulse API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <main id="api"></main>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>`;

const starter = `SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#api", docExpansion: "list", deepLinking: true });`;
