import { resolve } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const serviceUrl = process.env.SERVICE_URL ?? "http://localhost:8000";

/** The service answers every page address with the console; the dev server has to do the same. */
function consoleAtEveryPath(): Plugin {
  return {
    name: "console-at-every-path",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const isPage = request.headers.accept?.includes("text/html") ?? false;
        if (isPage && !request.url?.startsWith("/api/")) request.url = "/console.html";
        next();
      });
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react(), tailwindcss(), consoleAtEveryPath()],
  server: { proxy: { "/api": serviceUrl } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // One input per page; the pages for the CRM's frames join here.
    rolldownOptions: { input: { console: resolve(import.meta.dirname, "console.html") } },
  },
});
