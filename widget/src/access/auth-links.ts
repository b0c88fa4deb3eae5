/** Both leave the page: Zoho asks for the password, and comes back to where the person was. */
export function signInUrl(): string {
  return `/api/auth/sign-in?${returnTo()}`;
}

/** For an administrator of an organisation that is not, or no longer, connected. */
export function connectUrl(): string {
  return `/api/auth/connect?${returnTo()}`;
}

function returnTo(): string {
  const { pathname, search } = window.location;
  return new URLSearchParams({ return_to: `${pathname}${search}` }).toString();
}
