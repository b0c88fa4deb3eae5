import type { Mismatch } from "./openapi-check.ts";

export type Difference = { path: string; kind: Mismatch["kind"] | "status"; text: string };

/**
 * Where the stand-in leaves the API files on purpose. `because` names the section of the fact sheet
 * that knows better, or says what in the files cannot be meant. Each must really occur.
 */
export type Accepted = {
  endpoint: RegExp;
  kind: Difference["kind"];
  path: RegExp;
  because: string;
};

const everywhere = /./;
const watch = /\/actions\/watch$/;
const locks = /Locking_Information__s/;

export const accepted: Accepted[] = [
  // Statuses.
  {
    endpoint: /^GET \S+\{module_api_name\}$/,
    kind: "status",
    path: /^304$/,
    because: "3.0: nothing newer than If-Modified-Since is 304; the file has 200 for everything",
  },
  {
    endpoint: /^GET \S+\{module_api_name\}\/\{id\}$/,
    kind: "status",
    path: /^204$/,
    because: "3.2: an unknown id is 204",
  },
  { endpoint: locks, kind: "status", path: /^204$/, because: "3.11: 204 when not locked" },
  {
    endpoint: watch,
    kind: "status",
    path: /^400$/,
    because: "8: refusals are 400; the file has 202, which the switch watchErrorStatus gives",
  },
  // Codes.
  {
    endpoint: everywhere,
    kind: "value",
    path: /\.code$/,
    because: "8: the sheet's table of codes is wider than the list of a single file",
  },
  {
    endpoint: /^PUT \S+\{module_api_name\}\/\{id\}$/,
    kind: "value",
    path: /\.status$/,
    because: "3.4: ALREADY_MODIFIED, a code the file lacks, is an error",
  },
  // Envelopes of refusals.
  {
    endpoint: /^(DELETE \S+settings\/fields|(PUT|DELETE) \S+actions\/watch)/,
    kind: "missing",
    path: /^\$\.(code|message|status|details)$/,
    because: "3.0: settings wrap a refusal with their own plural key",
  },
  {
    endpoint: /^(DELETE \S+settings\/fields|(PUT|DELETE) \S+actions\/watch|POST \S+\/clone)/,
    kind: "unknown",
    path: /^\$\.(fields|watch|data)$/,
    because: "3.0: refusals of writes are wrapped",
  },
  {
    endpoint: /mass_update|Locking_Information__s/,
    kind: "type",
    path: /^\$\.data(\[\])?$/,
    because: "3.0: results are a list; the file has a bare object, or a list of lists",
  },
  // Types.
  {
    endpoint: /^POST \S+\{module_api_name\}$/,
    kind: "type",
    path: /maximum_length$/,
    because: "8: maximum_length is a number",
  },
  {
    endpoint: /\/search$/,
    kind: "type",
    path: /details\.limit$/,
    because: "3.10: the limit of LIMIT_REACHED is text",
  },
  {
    endpoint: locks,
    kind: "type",
    path: /\.id$/,
    because: "3.0: ids are text; the file has 32-bit numbers",
  },
  {
    endpoint: /\/settings\/(fields|layouts|modules)/,
    kind: "type",
    path: /\.(external|crypt|tooltip)$/,
    because: "5.2: null for a field without it",
  },
  {
    endpoint: /\/settings\/(fields|layouts|modules)/,
    kind: "type",
    path: /\.history_tracking$/,
    because: "5.2: only a tracked field has a tracker to name",
  },
  {
    endpoint: /\/settings\/layouts/,
    kind: "type",
    path: /\.created_for$/,
    because: "5.3: not among a layout's keys; nobody to name",
  },
  {
    endpoint: /\/users/,
    kind: "type",
    path: /\.time_zone$/,
    because: "5.8: the zone's name",
  },
  {
    endpoint: /\/variables/,
    kind: "type",
    path: /\.value$/,
    because: "5.12: values are text",
  },
  {
    endpoint: watch,
    kind: "type",
    path: /\.channel_id$/,
    because: "6.1: comes back as text",
  },
  {
    endpoint: /bulk\S+\{job_id\}$/,
    kind: "type",
    path: /next_page_token$/,
    because: "3.13: null without a further page",
  },
  // Values.
  {
    endpoint: /\/org$/,
    kind: "value",
    path: /\.type$/,
    because: "5.5: production, sandbox, developer in small letters",
  },
  {
    endpoint: /\/settings\/modules/,
    kind: "value",
    path: /generated_type$/,
    because: "3.9, 5.1: field_tracker and more",
  },
  // Keys.
  {
    endpoint: watch,
    kind: "missing",
    path: /notification_condition/,
    because: "6.1: no condition without one, and a selection has a group or a field, not both",
  },
  {
    endpoint: /bulk\S+\{job_id\}$/,
    kind: "missing",
    path: /query\.(criteria\.type|file_type)$/,
    because: "3.13: the query as it was sent; the file wants an ics file type",
  },
  {
    endpoint: /bulk\S+\{job_id\}$/,
    kind: "missing",
    path: /\.result$/,
    because: "3.13: a result only when completed",
  },
];

export function reasonFor(endpoint: string, found: Difference): Accepted | null {
  const where = found.kind === "status" ? found.text : found.path;
  return (
    accepted.find(
      (entry) =>
        entry.kind === found.kind && entry.endpoint.test(endpoint) && entry.path.test(where),
    ) ?? null
  );
}
