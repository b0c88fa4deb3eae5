import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** 32 bytes as 64 hexadecimal digits; the id is written in front of everything sealed with it. */
export type BoxKey = { id: string; hex: string };

export type SecretBox = {
  /** @param owner what the secret belongs to; only the same owner can open it again */
  seal(secret: string, owner: string): string;
  /** @throws SealedValueUnreadable */
  open(sealed: string, owner: string): string;
};

/** The stored secret cannot be had back: it must be asked for again. Names no part of it. */
export class SealedValueUnreadable extends Error {
  readonly code = "SEALED_VALUE_UNREADABLE";
  readonly reason: "malformed" | "unknown_key" | "wrong_key_or_altered";

  constructor(reason: SealedValueUnreadable["reason"]) {
    super(`A stored secret cannot be opened (${reason}). Check ENCRYPTION_KEY, or connect again.`);
    this.name = "SealedValueUnreadable";
    this.reason = reason;
  }
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM for secrets at rest, written `keyId.iv.tag.data` in base64url. The owner is part of
 * what is authenticated, so a value copied to another organisation's row does not open.
 *
 * @param keys the first seals; all open, so that a new key can be put in front of the old one
 */
export function createSecretBox(keys: readonly [BoxKey, ...BoxKey[]]): SecretBox {
  const [current] = keys;
  const keyById = new Map(keys.map((key) => [key.id, readKey(key)]));
  const currentKey = readKey(current);
  return {
    seal(secret, owner) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", currentKey, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(owner));
      const data = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      const parts = [iv, cipher.getAuthTag(), data].map((part) => part.toString("base64url"));
      return [current.id, ...parts].join(".");
    },
    open(sealed, owner) {
      const [keyId = "", ...parts] = sealed.split(".");
      const [iv, tag, data] = parts.map((part) => Buffer.from(part, "base64url"));
      if (parts.length !== 3 || iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || !data) {
        throw new SealedValueUnreadable("malformed");
      }
      const key = keyById.get(keyId);
      if (key === undefined) throw new SealedValueUnreadable("unknown_key");
      const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(owner));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
      } catch {
        // The cipher's own message says nothing more, so it is not kept as a cause.
        throw new SealedValueUnreadable("wrong_key_or_altered");
      }
    },
  };
}

function readKey(key: BoxKey): Buffer {
  const bytes = Buffer.from(key.hex, "hex");
  if (bytes.length !== 32 || key.hex.length !== 64) {
    throw new Error(`Encryption key ${key.id} is not 64 hexadecimal digits`);
  }
  return bytes;
}
