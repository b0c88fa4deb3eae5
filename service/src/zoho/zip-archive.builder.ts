import { crc32, deflateRawSync } from "node:zlib";

export type Way = { method: "stored" | "deflated"; lengths: "in_header" | "behind" };

/** An archive of one file, as the different writers make it. */
export function archive(content: Buffer, { method, lengths }: Way): Buffer {
  const name = Buffer.from("5000000000000001.csv");
  const packed = method === "deflated" ? deflateRawSync(content) : content;
  const isBehind = lengths === "behind";
  const common = (known: boolean) => {
    const part = Buffer.alloc(26);
    part.writeUInt16LE(20, 0);
    part.writeUInt16LE(isBehind ? 8 : 0, 2);
    part.writeUInt16LE(method === "deflated" ? 8 : 0, 4);
    part.writeUInt32LE(known ? crc32(content) : 0, 10);
    part.writeUInt32LE(known ? packed.length : 0, 14);
    part.writeUInt32LE(known ? content.length : 0, 18);
    part.writeUInt16LE(name.length, 22);
    return part;
  };
  const descriptor = Buffer.alloc(isBehind ? 16 : 0);
  if (isBehind) {
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(crc32(content), 4);
    descriptor.writeUInt32LE(packed.length, 8);
    descriptor.writeUInt32LE(content.length, 12);
  }
  const signature = (hex: string) => Buffer.from(hex, "hex");
  const local = Buffer.concat([signature("504b0304"), common(!isBehind), name, packed, descriptor]);
  const central = Buffer.concat([signature("504b01021400"), common(true), Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("504b0506", 0, "hex");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

export function zipOf(text: string): Buffer {
  return archive(Buffer.from(text), { method: "deflated", lengths: "behind" });
}
