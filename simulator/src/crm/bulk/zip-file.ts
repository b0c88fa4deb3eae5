import { crc32, deflateRawSync } from "node:zlib";

/**
 * A zip archive of one file.
 * Source: PKWARE APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end).
 */
export function zipOne(fileName: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = Buffer.from(fileName, "utf8");
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  writeCommon(local, 4);

  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(VERSION, 4);
  writeCommon(central, 6);

  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return new Uint8Array(Buffer.concat([local, name, packed, central, name, end]));

  /** The part both headers share, from the version on. */
  function writeCommon(header: Buffer, at: number): void {
    header.writeUInt16LE(VERSION, at);
    header.writeUInt16LE(UTF8_NAMES, at + 2);
    header.writeUInt16LE(DEFLATE, at + 4);
    header.writeUInt32LE(DOS_EPOCH, at + 6);
    header.writeUInt32LE(crc32(content), at + 10);
    header.writeUInt32LE(packed.length, at + 14);
    header.writeUInt32LE(content.length, at + 18);
    header.writeUInt16LE(name.length, at + 22);
  }
}

const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
/** 1 January 1980, as date and time in one. */
const DOS_EPOCH = 0x00210000;
