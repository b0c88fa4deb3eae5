import type { Temporal } from "temporal-polyfill";
import { createDealScope } from "./access/deal-scope.ts";
import { createRequireViewer } from "./access/require-viewer.ts";
import { createSecretBox } from "./access/secret-box.ts";
import type { Config } from "./config.ts";
import { createAccessStore } from "./db/access-store.ts";
import { createConnectionStore } from "./db/connection-store.ts";
import type { Database } from "./db/database.ts";
import { createPeopleStore } from "./db/people-store.ts";

export type AccessParts = ReturnType<typeof composeAccess>;

/** People, their credentials, and what they may see. */
export function composeAccess(config: Config, db: Database, now: () => Temporal.Instant) {
  const box = createSecretBox([{ id: "k1", hex: config.encryptionKey }]);
  const connections = createConnectionStore(db, box);
  const people = createPeopleStore(db);
  const store = { ...createAccessStore(db, { connections, now }), ...connections, ...people, now };
  return {
    connections,
    people,
    store,
    requireViewer: createRequireViewer({ ports: store, appBaseUrl: config.appBaseUrl }),
    dealScope: createDealScope(people),
  };
}
