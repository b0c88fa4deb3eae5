import { recall, remember } from "./remembered.ts";

export type ThemeChoice = "system" | "light" | "dark";

/** Also read by public/theme-first.js, before the first paint. */
const KEY = "pulse-theme";

export function chosenTheme(): ThemeChoice {
  const stored = recall(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function chooseTheme(choice: ThemeChoice): void {
  remember(KEY, choice);
  applyTheme();
}

function applyTheme(): void {
  const choice = chosenTheme();
  const dark = choice === "dark" || (choice === "system" && prefersDark().matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

/** Keeps "system" true while the page is open. */
export function followSystemTheme(): void {
  applyTheme();
  prefersDark().addEventListener("change", applyTheme);
}

function prefersDark(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}
