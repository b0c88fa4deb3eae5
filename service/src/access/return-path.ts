const elsewhere = "http://elsewhere.invalid";
const longestPath = 2000;

/**
 * Where a browser may be sent after signing in: a path of this site, else `/`. Browsers read
 * backslashes as slashes and drop tabs and line ends, so none of those is let through; nor is a
 * path that only becomes `//host` once its dots are resolved.
 */
export function safeReturnPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > longestPath) return "/";
  if (!/^\/(?!\/)[^\\\p{Cc}\s]*$/u.test(wanted)) return "/";
  if (!URL.canParse(wanted, elsewhere)) return "/";
  const { origin, pathname } = new URL(wanted, elsewhere);
  if (origin !== elsewhere || pathname.startsWith("//")) return "/";
  // Coming back to a sign-in address would start all over again.
  if (pathname.startsWith("/api/auth/")) return "/";
  return wanted;
}
