import type { Refusal } from "./check-sign-in.ts";

export type FailurePage = {
  status: 400 | 403 | 409 | 500 | 502 | 503;
  title: string;
  /** What happened, and what is still safe. */
  happened: string;
  /** What to do now. */
  next: string;
  action: { label: string; href: string } | null;
};

/** What goes wrong at Zoho or on our own side, beside the refusals. */
export type Trouble =
  | "foreign_server"
  | "no_refresh_token"
  | "zoho_busy"
  | "zoho_down"
  | "internal";

const signIn = { label: "Sign in again", href: "/api/auth/sign-in" };
const connect = { label: "Connect again", href: "/api/auth/connect" };
const start = { label: "Go to the start page", href: "/" };

export const failurePages: Record<Refusal | Trouble, FailurePage> = {
  denied: {
    status: 403,
    title: "Access was not given",
    happened:
      "Zoho says that the request was declined. Nothing was stored and nothing has changed.",
    next: "If that was a slip, start once more and choose Accept on Zoho's page.",
    action: start,
  },
  stale: {
    status: 400,
    title: "This sign-in cannot be finished",
    happened:
      "It took longer than ten minutes, was started in another browser or tab, or the address was opened a second time. Nothing was stored.",
    next: "Start a new one. If it happens every time, allow cookies for this site.",
    action: signIn,
  },
  already_used: {
    status: 409,
    title: "This sign-in has been used already",
    happened: "The address that Zoho sent you to works once only. No second session was made.",
    next: "If you are not signed in yet, start a new sign-in.",
    action: signIn,
  },
  foreign_server: {
    status: 400,
    title: "This answer does not come from Zoho",
    happened:
      "It names an accounts server that is not one of Zoho's, so nothing was sent there and nothing was stored.",
    next: "Start from our own page, never from a link in a message. If your Zoho uses a new data centre, tell your administrator.",
    action: signIn,
  },
  incomplete_organisation: {
    status: 502,
    title: "The organisation is not set up yet",
    happened:
      "Zoho CRM did not say the organisation's home currency or time zone, and amounts mean nothing without them. Nothing was stored.",
    next: "Set both in Zoho CRM under Setup, Company Settings, then connect again.",
    action: connect,
  },
  user_inactive: {
    status: 403,
    title: "Your CRM user is not active",
    happened: "Zoho knows you, but your user in this CRM organisation is switched off.",
    next: "Ask a CRM administrator to activate it, then sign in again.",
    action: signIn,
  },
  organisation_not_connected: {
    status: 403,
    title: "Your organisation is not connected here",
    happened:
      "You signed in to a CRM organisation that this Pipeline Pulse does not work with. Nothing was stored.",
    next: "If you belong to several organisations, choose the right one in Zoho and sign in again. If this is a new installation, an administrator has to connect the organisation first.",
    action: start,
  },
  other_organisation: {
    status: 403,
    title: "Another organisation is connected here",
    happened:
      "This Pipeline Pulse already works with a different CRM organisation. Its connection was not touched.",
    next: "Choose that organisation in Zoho and connect again, or set up Pipeline Pulse separately for yours.",
    action: start,
  },
  not_administrator: {
    status: 403,
    title: "Connecting needs an administrator",
    happened:
      "The connection reads every deal of the organisation, so only a user with the CRM profile Administrator can make it. Nothing was stored.",
    next: "Ask a CRM administrator to connect, or sign in if the organisation is connected already.",
    action: start,
  },
  no_refresh_token: {
    status: 502,
    title: "Zoho gave no lasting access",
    happened:
      "Without it Pipeline Pulse could not read deals after the next hour, so nothing was stored. Zoho leaves it out when this app has been accepted before.",
    next: "In your Zoho account, open Security, Connected Apps and remove Pipeline Pulse, then connect again.",
    action: connect,
  },
  zoho_busy: {
    status: 503,
    title: "Zoho asks us to wait",
    happened: "There were too many sign-ins in a short time. Nothing was stored.",
    next: "Wait ten minutes and sign in again. Trying sooner makes the wait longer.",
    action: signIn,
  },
  zoho_down: {
    status: 502,
    title: "Zoho cannot be reached",
    happened: "Zoho gave no usable answer in time. Nothing was stored.",
    next: "Try again in a minute. If it goes on, look at Zoho's status page.",
    action: signIn,
  },
  zoho_refused: {
    status: 502,
    title: "Zoho did not accept this sign-in",
    happened: "Zoho turned down the request behind it. Nothing was stored.",
    next: "Try once more. If it happens again, give your administrator the code below: the client id, secret, redirect address or data centre may be set wrongly.",
    action: signIn,
  },
  internal: {
    status: 500,
    title: "Something went wrong on our side",
    happened: "You were not signed in. Your data is safe.",
    next: "Try again in a minute. If it happens again, give your administrator the request number below.",
    action: signIn,
  },
};
