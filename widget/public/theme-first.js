// Runs before the first paint. A file of its own rather than an inline script, so that a strict
// content security policy lets it through. Keep the key in step with src/ui/theme.ts.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("pulse-theme");
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
