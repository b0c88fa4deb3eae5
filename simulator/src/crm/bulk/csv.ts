/** One line by RFC 4180, without its end. Null is an empty cell. */
export function csvLine(cells: (string | null)[]): string {
  return cells.map((cell) => (cell === null ? "" : quote(cell))).join(",");
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
