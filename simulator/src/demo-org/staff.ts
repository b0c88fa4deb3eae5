import type { Territory } from "./service-lines.ts";

export const ROLE_NAMES = [
  "Executive Office",
  "Sales Manager APAC",
  "Sales Manager Americas",
  "Sales Manager EMEA",
  "Sales Manager India",
  "Sales Operations",
  "Sales Rep APAC",
  "Sales Rep Americas",
  "Sales Rep EMEA",
  "Sales Rep India",
] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

export const PROFILE_NAMES = ["Administrator", "Standard", "Sales Manager", "Finance"] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

type Person = {
  first: string;
  last: string;
  login: string;
  role: RoleName;
  profile: ProfileName;
  /** Login of the manager. */
  reportsTo: string | null;
  zone: string;
  locale: string;
  inactive?: true;
};

const rep = (
  territory: Territory,
  reportsTo: string,
  [first, last, login]: readonly [string, string, string],
  zone: string,
  locale: string,
): Person => ({
  first,
  last,
  login,
  role: `Sales Rep ${territory}`,
  profile: "Standard",
  reportsTo,
  zone,
  locale,
});

const manager = (
  territory: Territory,
  [first, last, login]: readonly [string, string, string],
  zone: string,
  locale: string,
): Person => ({
  first,
  last,
  login,
  role: `Sales Manager ${territory}`,
  profile: "Sales Manager",
  reportsTo: "adaeze.okafor",
  zone,
  locale,
});

/**
 * Finance sits in the executive office, as its director does in most firms of this size, so that
 * private deals are visible to it through the role tree.
 */
export const PEOPLE: readonly Person[] = [
  {
    first: "Mei Lin",
    last: "Tan",
    login: "meilin.tan",
    role: "Executive Office",
    profile: "Administrator",
    reportsTo: null,
    zone: "Asia/Singapore",
    locale: "en_SG",
  },
  {
    first: "Adaeze",
    last: "Okafor",
    login: "adaeze.okafor",
    role: "Executive Office",
    profile: "Sales Manager",
    reportsTo: "meilin.tan",
    zone: "Europe/London",
    locale: "en_GB",
  },
  {
    first: "Françoise",
    last: "Lemaître",
    login: "francoise.lemaitre",
    role: "Executive Office",
    profile: "Finance",
    reportsTo: "meilin.tan",
    zone: "Asia/Singapore",
    locale: "fr_FR",
  },
  {
    first: "Gabriel",
    last: "Santos Oliveira",
    login: "gabriel.oliveira",
    role: "Sales Operations",
    profile: "Administrator",
    reportsTo: "adaeze.okafor",
    zone: "America/Sao_Paulo",
    locale: "pt_BR",
  },
  manager("APAC", ["Hiroshi", "Nakamura", "hiroshi.nakamura"], "Asia/Tokyo", "ja_JP"),
  manager("Americas", ["Camila", "Reyes", "camila.reyes"], "America/New_York", "en_US"),
  manager("EMEA", ["Łukasz", "Wiśniewski", "lukasz.wisniewski"], "Europe/Warsaw", "pl_PL"),
  manager("India", ["Ananya", "Krishnamurthy", "ananya.krishnamurthy"], "Asia/Kolkata", "en_IN"),
  rep("APAC", "hiroshi.nakamura", ["Thảo", "Nguyễn", "thao.nguyen"], "Asia/Ho_Chi_Minh", "vi_VN"),
  rep("APAC", "hiroshi.nakamura", ["Ji-woo", "Park", "jiwoo.park"], "Asia/Seoul", "ko_KR"),
  rep(
    "APAC",
    "hiroshi.nakamura",
    ["Siti", "binti Rahman", "siti.rahman"],
    "Asia/Singapore",
    "ms_MY",
  ),
  rep(
    "APAC",
    "hiroshi.nakamura",
    ["Oliver", "Whitlam", "oliver.whitlam"],
    "Australia/Sydney",
    "en_AU",
  ),
  rep("Americas", "camila.reyes", ["Marcus", "Bell", "marcus.bell"], "America/Chicago", "en_US"),
  rep(
    "Americas",
    "camila.reyes",
    ["Sofía", "Hernández", "sofia.hernandez"],
    "America/Mexico_City",
    "es_MX",
  ),
  rep("Americas", "camila.reyes", ["Tanya", "Red Elk", "tanya.redelk"], "America/Denver", "en_US"),
  rep(
    "Americas",
    "camila.reyes",
    ["Étienne", "Gagnon", "etienne.gagnon"],
    "America/Toronto",
    "fr_CA",
  ),
  rep(
    "EMEA",
    "lukasz.wisniewski",
    ["Siobhán", "O'Connor", "siobhan.oconnor"],
    "Europe/Dublin",
    "en_IE",
  ),
  rep("EMEA", "lukasz.wisniewski", ["Jürgen", "Groß", "juergen.gross"], "Europe/Berlin", "de_DE"),
  rep("EMEA", "lukasz.wisniewski", ["Layla", "Al-Farsi", "layla.alfarsi"], "Asia/Dubai", "ar_AE"),
  {
    ...rep(
      "EMEA",
      "lukasz.wisniewski",
      ["Nikos", "Papadakis", "nikos.papadakis"],
      "Europe/Athens",
      "el_GR",
    ),
    inactive: true,
  },
  rep("India", "ananya.krishnamurthy", ["Arjun", "Mehta", "arjun.mehta"], "Asia/Kolkata", "en_IN"),
  rep(
    "India",
    "ananya.krishnamurthy",
    ["Priya", "Venkataraman", "priya.venkataraman"],
    "Asia/Kolkata",
    "en_IN",
  ),
  rep(
    "India",
    "ananya.krishnamurthy",
    ["Mohammed", "Iqbal Shaikh", "iqbal.shaikh"],
    "Asia/Kolkata",
    "en_IN",
  ),
  rep(
    "India",
    "ananya.krishnamurthy",
    ["Harpreet", "Kaur", "harpreet.kaur"],
    "Asia/Kolkata",
    "en_IN",
  ),
];
