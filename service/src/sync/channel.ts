import { Temporal } from "temporal-polyfill";

/** A subscription lives a week at most; a longer wish would silently become one hour. */
const LIFE = Temporal.Duration.from({ hours: 7 * 24 - 1 });

export type Channel = { channelId: string; notifyUrl: string; expiresAt: Temporal.Instant };

export type ChannelPorts = {
  stored(orgId: string): Promise<Channel | null>;
  store(orgId: string, channel: Channel): Promise<void>;
  /** The CRM's word on when the subscription ends; null when it gave none. */
  create(orgId: string, channel: Channel): Promise<{ expiresAt: Temporal.Instant | null }>;
  newChannelId(): string;
  notifyUrl: string;
  now(): Temporal.Instant;
};

/** Renewed once half its life is over, and when notifications have to go elsewhere. */
export function isChannelDue(
  channel: Channel | null,
  notifyUrl: string,
  now: Temporal.Instant,
): boolean {
  if (channel === null || channel.notifyUrl !== notifyUrl) return true;
  const halfLife = { minutes: (LIFE.hours * 60) / 2 };
  return Temporal.Instant.compare(channel.expiresAt, now.add(halfLife)) <= 0;
}

/**
 * Makes sure that the CRM tells us of changes. A new subscription is made beside the old one, which
 * runs out by itself: an overlap does no harm, a gap would.
 *
 * @returns whether a subscription was made; what happened before it may have gone untold
 */
export async function ensureChannel(ports: ChannelPorts, orgId: string): Promise<boolean> {
  const now = ports.now();
  const stored = await ports.stored(orgId);
  if (!isChannelDue(stored, ports.notifyUrl, now)) return false;
  const wanted = {
    channelId: ports.newChannelId(),
    notifyUrl: ports.notifyUrl,
    expiresAt: now.add(LIFE),
  };
  // Known to us before the CRM can use it, so that its first notification is not refused; but as
  // good as over until the CRM has said yes, so that a refusal is not taken for a channel.
  await ports.store(orgId, { ...wanted, expiresAt: now });
  const granted = await ports.create(orgId, wanted);
  await ports.store(orgId, { ...wanted, expiresAt: granted.expiresAt ?? wanted.expiresAt });
  return true;
}
