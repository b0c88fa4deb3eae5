/** One answer, with ways to reach into a body nobody has vouched for. */
export type Reply = {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; null when it is empty or no JSON. */
  body: unknown;
  /** The value at a path such as `data.0.details.id`; undefined when there is none. */
  at(path: string): unknown;
  /** The objects of a list, e.g. `rows("data")`; none when the list is not there. */
  rows(key?: string): Record<string, unknown>[];
};

export type CallOptions = {
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is instead of JSON. */
  raw?: string | FormData | URLSearchParams;
};

export async function call(
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Reply> {
  const { body, headers = {}, raw } = options;
  const response = await fetch(url + path, {
    method,
    redirect: "manual",
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    body: body === undefined ? (raw ?? null) : JSON.stringify(body),
  });
  const text = await response.text();
  const parsed = parse(text);
  const at = (where: string): unknown => reach(parsed, where.split("."));
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: parsed,
    at,
    rows: (key = "data") => {
      const list = at(key);
      return Array.isArray(list) ? list : [];
    },
  };
}

/** Somebody with an access token. Paths are below `/crm/v8`, unless they begin with `/crm`. */
export type Caller = {
  token: string;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  coql(query: string): Promise<Reply>;
};

export function callerOf(url: string, token: string): Caller {
  const send: Caller["send"] = (method, path, body, headers = {}) =>
    call(url, method, path.startsWith("/crm") ? path : `/crm/v8${path}`, {
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Zoho-oauthtoken ${token}`, ...headers },
    });
  return {
    token,
    send,
    get: (path, headers) => send("GET", path, undefined, headers),
    coql: (query) => send("POST", "/coql", { select_query: query }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reach(value: unknown, path: string[]): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return reach(Reflect.get(value, head), rest);
}
