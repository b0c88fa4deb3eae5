type Write = {
  method: string;
  /** The `Origin` header. */
  origin: string | undefined;
  /** The `X-Pulse-Request` header. */
  pulseRequest: string | undefined;
};

/**
 * Whether a request that a cookie vouches for may change anything. Another site can make a browser
 * send the cookie, but not our own header, which would need our CORS permission first; and browsers
 * name the page's origin on writes.
 *
 * @param appOrigin the service's own origin, e.g. `https://pulse.example`
 */
export function isOwnWrite(request: Write, appOrigin: string): boolean {
  if (request.method === "GET" || request.method === "HEAD") return true;
  if (request.pulseRequest !== "1") return false;
  return request.origin === undefined || request.origin === appOrigin;
}
