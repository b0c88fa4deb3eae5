import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";

/**
 * So many bytes are held back, so that the directory, which stands at the end and alone tells for
 * sure where the packed bytes stop, is never taken for packed bytes. One entry needs some 300.
 */
const HELD_BACK = 4_096;
const LOCAL_HEADER = 30;
const DIRECTORY_ENTRY = 46;
const END_RECORD = 22;
const STORED = 0;
const DEFLATED = 8;

/** The archive is cut off, damaged, or not what is expected. */
export class BadArchive extends Error {
  override name = "BadArchive";
}

/** What the directory says of the file. */
type Entry = { crc: number; packedSize: number; size: number };

/**
 * The only file of a zip archive, inflated as it comes, with little of it in memory. It is checked
 * against the archive's checksum once the end is reached, so a reader must not act before on having
 * all of it.
 *
 * @throws BadArchive
 * Source: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16
 */
export async function* unzipOne(
  archive: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const chunks = archive[Symbol.asyncIterator]();
  try {
    const { method, rest } = await readHeader(chunks);
    let entry: Entry | null = null;
    const packed = packedBytes(chunks, rest, (found) => {
      entry = found;
    });
    const content = method === STORED ? packed : inflate(packed);
    let crc = 0;
    let size = 0;
    for await (const chunk of content) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
    checkContent(entry, crc, size);
  } finally {
    await chunks.return?.();
  }
}

async function readHeader(chunks: AsyncIterator<Uint8Array>) {
  let head = Buffer.alloc(0);
  const readTo = async (length: number) => {
    while (head.length < length) {
      const { done, value } = await chunks.next();
      if (done) throw new BadArchive("the archive ends in its first header");
      head = Buffer.concat([head, value]);
    }
  };
  await readTo(LOCAL_HEADER);
  if (head.readUInt32LE(0) !== 0x04034b50) throw new BadArchive("this is no zip archive");
  const isEncrypted = (head.readUInt16LE(6) & 1) === 1;
  const method = head.readUInt16LE(8);
  if (isEncrypted || (method !== STORED && method !== DEFLATED)) {
    throw new BadArchive(`the file is packed in a way we do not read (${method})`);
  }
  const length = LOCAL_HEADER + head.readUInt16LE(26) + head.readUInt16LE(28);
  await readTo(length);
  return { method, rest: head.subarray(length) };
}

/** Everything between header and directory that belongs to the file. Its length is known last. */
async function* packedBytes(
  chunks: AsyncIterator<Uint8Array>,
  first: Buffer,
  onEntry: (entry: Entry) => void,
): AsyncGenerator<Uint8Array, void, void> {
  let held = first;
  let passedOn = 0;
  for (;;) {
    const excess = held.length - HELD_BACK;
    if (excess > 0) {
      yield held.subarray(0, excess);
      passedOn += excess;
      held = held.subarray(excess);
    }
    const { done, value } = await chunks.next();
    if (done) break;
    held = Buffer.concat([held, value]);
  }
  const entry = readDirectory(held);
  const left = entry.packedSize - passedOn;
  if (left < 0 || left > held.length) throw new BadArchive("the directory gives a wrong length");
  onEntry(entry);
  yield held.subarray(0, left);
}

function readDirectory(end: Buffer): Entry {
  const endRecord = end.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (endRecord === -1 || end.length < endRecord + END_RECORD) {
    throw new BadArchive("the archive is cut off");
  }
  const count = end.readUInt16LE(endRecord + 10);
  const at = endRecord - end.readUInt32LE(endRecord + 12);
  if (count !== 1) throw new BadArchive(`the archive holds ${count} files, not one`);
  if (at < 0 || at + DIRECTORY_ENTRY > endRecord || end.readUInt32LE(at) !== 0x02014b50) {
    throw new BadArchive("the directory is not where it should be");
  }
  return {
    crc: end.readUInt32LE(at + 16),
    packedSize: end.readUInt32LE(at + 20),
    size: end.readUInt32LE(at + 24),
  };
}

async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  // Its failure reaches the reader below; here it must only not go unheard.
  const inflated = pipeline(Readable.from(packed), createInflateRaw(), () => {});
  try {
    yield* inflated;
  } catch (cause) {
    const isDamage = cause instanceof Error && "code" in cause && /^Z_/.test(String(cause.code));
    throw isDamage ? new BadArchive("the packed bytes are damaged", { cause }) : cause;
  }
}

function checkContent(entry: Entry | null, crc: number, size: number): void {
  if (entry === null || size !== entry.size || crc !== entry.crc) {
    throw new BadArchive("the content does not match its checksum");
  }
}
