import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/**
 * The Chromium that npm brings, or the one that CHROME_PATH names. Its own font comes first, so that
 * pages look the same on machines with few fonts; the system's fonts stay for other scripts.
 * @returns the browser, and what ends it and removes its files
 */
export async function launchBrowser(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const executablePath = process.env.CHROME_PATH ?? (await chromium.executablePath());
  const folder = await mkdtemp(join(tmpdir(), "pulse-browser-"));
  const fontsFile = join(folder, "fonts.conf");
  await writeFile(fontsFile, fontsConfig(join(tmpdir(), "fonts"), folder));
  const browser = await playwright.launch({
    executablePath,
    args: [...chromium.args.filter((arg) => !unwanted.has(arg)), "--disable-gpu", "--no-sandbox"],
    env: { ...process.env, FONTCONFIG_FILE: fontsFile },
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One process for all pages falls with the first of them; drawing by an emulated GPU is slow. */
const unwanted = new Set([
  "--single-process",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--in-process-gpu",
]);

function fontsConfig(bundledFonts: string, cacheFolder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${bundledFonts}</dir>
  <cachedir>${cacheFolder}</cachedir>
  ${["system-ui", "sans-serif", "sans"].map(preferBundled).join("\n  ")}
</fontconfig>
`;
}

const preferBundled = (family: string) => `<match target="pattern">
    <test name="family"><string>${family}</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit>
  </match>`;
