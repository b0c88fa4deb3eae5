/**
 * Where the keyboard goes from a row.
 * @returns null for a key that does not move
 */
export function nextRowIndex(
  key: string,
  index: number,
  count: number,
  pageRows: number,
): number | null {
  const clamp = (wanted: number) => Math.min(count - 1, Math.max(0, wanted));
  switch (key) {
    case "ArrowDown":
      return clamp(index + 1);
    case "ArrowUp":
      return clamp(index - 1);
    case "PageDown":
      return clamp(index + Math.max(1, pageRows));
    case "PageUp":
      return clamp(index - Math.max(1, pageRows));
    case "Home":
      return 0;
    case "End":
      return clamp(count - 1);
    default:
      return null;
  }
}
