/** Joins what is there: `classNames("row", isActive && "row-active")`. */
export function classNames(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
