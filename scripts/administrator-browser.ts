/**
 * Plays an administrator's browser through Zoho's sign-in: follows redirects, keeps cookies, and
 * accepts the consent page as the given user. It uses what a person would see and nothing else.
 */
export class AdministratorBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #isAdministrator: (option: { id: string; label: string }) => boolean;

  constructor(isAdministrator: (option: { id: string; label: string }) => boolean) {
    this.#isAdministrator = isAdministrator;
  }

  /**
   * @param stopAt an address that is not fetched: the journey ends with being sent there
   * @returns where the browser ends up; a consent page on the way is accepted
   */
  async open(url: string, stopAt?: string): Promise<string> {
    let request: { url: string; init: RequestInit } = { url, init: {} };
    for (let hop = 0; hop < 12; hop += 1) {
      if (stopAt !== undefined && request.url.startsWith(stopAt)) return request.url;
      const response = await this.fetch(request.url, request.init);
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location) {
        request = { url: new URL(location, request.url).href, init: {} };
        continue;
      }
      const consent = response.ok ? readConsent(await response.clone().text()) : null;
      if (consent === null) {
        if (!response.ok) throw new Error(`${request.url} answered ${response.status}`);
        return request.url;
      }
      const user = consent.users.find(this.#isAdministrator);
      if (!user) throw new Error("The consent page offers no administrator");
      const form = new URLSearchParams({ ...consent.hidden, user: user.id, decision: "accept" });
      request = {
        url: new URL(consent.action, request.url).href,
        init: { method: "POST", body: form },
      };
    }
    throw new Error(`Too many redirects, the last to ${request.url}`);
  }

  /** One request with this browser's cookies for that host; redirects are left to the caller. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const headers = new Headers(init.headers);
    const cookies = [...this.#cookies].filter(([key]) => key.startsWith(`${origin} `));
    if (cookies.length > 0) {
      headers.set(
        "cookie",
        cookies.map(([key, value]) => `${key.split(" ")[1]}=${value}`).join("; "),
      );
    }
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const [name = "", ...value] = pair.split("=");
      this.#cookies.set(`${origin} ${name}`, value.join("="));
    }
    return response;
  }
}

type Consent = {
  action: string;
  hidden: Record<string, string>;
  users: { id: string; label: string }[];
};

function readConsent(page: string): Consent | null {
  const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
  if (action === undefined || !page.includes('name="decision"')) return null;
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const options = [...page.matchAll(/<option value="([^"]+)"[^>]*>([^<]*)/g)];
  return {
    action: unescapeHtml(action),
    hidden: Object.fromEntries(
      hidden.map(([, name = "", value = ""]) => [name, unescapeHtml(value)]),
    ),
    users: options.map(([, id = "", label = ""]) => ({ id, label: unescapeHtml(label).trim() })),
  };
}

function unescapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
  };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}
