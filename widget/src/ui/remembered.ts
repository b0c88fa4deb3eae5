/**
 * A small per-browser memory. Browsers may forbid storage, in a frame or by policy; then a value
 * lives as long as the page.
 */
const forThisPage = new Map<string, string>();

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return forThisPage.get(key) ?? null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    forThisPage.set(key, value);
  }
}
