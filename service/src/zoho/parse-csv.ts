/** Longer than any cell of the CRM's can be: beyond it a quote was never closed. */
const MAX_CELL = 1_000_000;

export class BadCsv extends Error {
  override name = "BadCsv";
}

/**
 * Rows of a CSV text, as it comes. Tolerant where writers differ: any line end, quotes or none, line
 * ends and separators inside quotes, a quote inside a cell that nobody doubled, no line end at the
 * end, a byte order mark. Empty lines are no rows. Cells are left as written.
 *
 * @throws BadCsv for a cell without end
 * Source: RFC 4180, read generously
 */
export async function* parseCsv(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string[], void, void> {
  const decoder = new TextDecoder("utf-8");
  const reader = createRowReader();
  for await (const chunk of bytes) {
    yield* reader.read(decoder.decode(chunk, { stream: true }), false);
  }
  yield* reader.read(decoder.decode(), true);
}

/** `end` is where the separator or line end stands. */
type Cell = { text: string; end: number };

/** Keeps what a chunk leaves unfinished until the next one comes. */
function createRowReader() {
  let left = "";
  let row: string[] = [];

  return {
    *read(more: string, isLast: boolean): Generator<string[], void, void> {
      const text = left + more;
      let at = 0;
      for (;;) {
        // A separator at the very end stands before one more cell, which is empty.
        if (at >= text.length && !(isLast && row.length > 0)) break;
        const cell = text[at] === '"' ? quoted(text, at, isLast) : plain(text, at, isLast);
        if (cell === null) break;
        row.push(cell.text);
        const separator = text[cell.end];
        at = cell.end + (text.startsWith("\r\n", cell.end) ? 2 : 1);
        if (separator === ",") continue;
        if (row.length > 1 || row[0] !== "") yield row;
        row = [];
      }
      left = text.slice(at);
      if (left.length > MAX_CELL) throw new BadCsv("a cell does not end");
    },
  };
}

/** @returns null when its end has not come yet */
function plain(text: string, from: number, isLast: boolean): Cell | null {
  const found = nextEnd(text, from);
  if (found === -1) return isLast ? { text: text.slice(from), end: text.length } : null;
  // A carriage return may have its line feed in the next chunk.
  if (text[found] === "\r" && found === text.length - 1 && !isLast) return null;
  return { text: text.slice(from, found), end: found };
}

const ends = /[,\r\n]/g;

function nextEnd(text: string, from: number): number {
  ends.lastIndex = from;
  return ends.exec(text)?.index ?? -1;
}

/** A quote closes a cell only where the cell can end; any other is the writer's own, doubled or not. */
function quoted(text: string, from: number, isLast: boolean): Cell | null {
  let content = "";
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) {
      return isLast ? { text: content + text.slice(at), end: text.length } : null;
    }
    content += text.slice(at, quote);
    const next = text[quote + 1];
    if (next === undefined) return isLast ? { text: content, end: text.length } : null;
    if (next === "\r" && quote + 2 === text.length && !isLast) return null;
    if (next === "," || next === "\r" || next === "\n") return { text: content, end: quote + 1 };
    content += '"';
    at = quote + (next === '"' ? 2 : 1);
  }
}
