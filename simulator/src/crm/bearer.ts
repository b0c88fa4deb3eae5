/** The access token a request carries in either accepted form; null without one. */
export function bearerOf(authorization: string | undefined): string | null {
  const match = /^(?:Zoho-oauthtoken|Bearer)\s+(\S+)\s*$/i.exec(authorization ?? "");
  return match?.[1] ?? null;
}
