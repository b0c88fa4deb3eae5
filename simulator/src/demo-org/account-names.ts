import type { Random } from "./random.ts";
import type { Territory } from "./service-lines.ts";

/** All invented. */
const STEMS: Record<Territory, readonly string[]> = {
  APAC: [
    "Kestrel Bay",
    "Sakura Denki",
    "Lion Harbour",
    "Mekong Delta",
    "Southern Cross",
    "Hanabi",
    "Straits Orchid",
    "Bukit Emas",
    "Pacific Lantern",
    "Nusantara Jaya",
    "Kōyō",
    "Wattle Creek",
    "Đông Phong",
    "Haneul",
    "Golden Sampan",
    "Tasman Ridge",
    "Rinjani",
    "Merlion Peak",
  ],
  Americas: [
    "Blue Mesa",
    "Cascadia",
    "Río Claro",
    "Granite State",
    "Lakeshore",
    "São Bento",
    "Prairie Wind",
    "Northern Pines",
    "Baja Norte",
    "Copper Canyon",
    "Old Dominion Mill",
    "Chesapeake Point",
    "Érable",
    "Sequoia Bend",
    "Tierra Alta",
    "Big Sky",
    "Iron Range",
    "Harbor & Finch",
  ],
  EMEA: [
    "Nordlicht",
    "Almería Sol",
    "Côte Blanche",
    "Vltava",
    "Caspian Gate",
    "Baltic Amber",
    "Jökull",
    "Oryx Dunes",
    "Lindqvist",
    "Brückner",
    "Aegean Blue",
    "Wexford",
    "Zürisee",
    "Øresund",
    "Sahel Horizon",
    "Tramontana",
    "Złota Góra",
    "O'Shea & Daughters",
  ],
  India: [
    "Ganga Steel",
    "Malabar Spice",
    "Deccan",
    "Nilgiri",
    "Saptarishi",
    "Konark",
    "Kaveri",
    "Aravalli",
    "Peacock Silk",
    "Himadri",
    "Coromandel Coast",
    "Vindhya",
    "Lotus Temple",
    "Sindhu",
    "Marigold",
    "Sahyadri",
    "Chandra",
    "Monsoon Wedding Halls",
  ],
};

export const INDUSTRIES = [
  "Banking",
  "Logistics",
  "Retail",
  "Pharma",
  "Energy",
  "Telecom",
  "Insurance",
  "Foods",
  "Media",
  "Airways",
  "Motors",
  "Textiles",
  "Health",
  "Education",
  "Shipping",
  "Semiconductors",
  "Hotels",
] as const;

const SUFFIXES: Record<Territory, readonly string[]> = {
  APAC: ["Pte Ltd", "Co., Ltd.", "K.K.", "Sdn Bhd", "Pty Ltd", "Holdings"],
  Americas: ["Inc.", "LLC", "Corp.", "S.A. de C.V.", "Ltda.", "Group"],
  EMEA: ["GmbH", "S.A.", "AB", "Ltd", "B.V.", "Sp. z o.o.", "FZ-LLC"],
  India: ["Pvt Ltd", "Limited", "Industries Ltd", "& Sons", "Enterprises"],
};

/** Firms that go by their own script. */
const NATIVE: Record<Territory, readonly string[]> = {
  APAC: [
    "腾飞云科技有限公司",
    "株式会社さくら電機",
    "한울소프트 주식회사",
    "บริษัท สยามคลาวด์ จำกัด",
    "Công ty CP Đông Phong",
  ],
  Americas: ["Panadería Ñandú S.A.", "Conexão Açaí Ltda."],
  EMEA: [
    "شركة الواحة للتقنية",
    "אורן טכנולוגיות בע״מ",
    "ООО «Северный Ветер»",
    "Αιγαίο Πληροφορική Α.Ε.",
  ],
  India: ["गंगा टेक्नोलॉजीज़ प्रा. लि.", "காவேரி சொல்யூஷன்ஸ்"],
};

export function chooseAccountName(
  random: Random,
  territory: Territory,
): { name: string; industry: string } {
  const industry = random.pick(INDUSTRIES);
  if (random.chance(0.05)) return { name: random.pick(NATIVE[territory]), industry };
  const stem = random.pick(STEMS[territory]);
  return { name: `${stem} ${industry} ${random.pick(SUFFIXES[territory])}`, industry };
}

/** Somebody else's spelling of a firm that is already there. */
export function respell(random: Random, name: string): string {
  const spellings = [
    (text: string) => text.toUpperCase(),
    (text: string) => `${text.toLowerCase()} `,
    (text: string) => text.replace(" ", "  "),
    (text: string) =>
      text.replace(/ (Pte|Pvt) Ltd$/, " $1. Limited").replace(/ Inc\.$/, ", Incorporated"),
    (text: string) => text.replace(/[.,]/g, ""),
    (text: string) => `${text} (old)`,
  ];
  const spelled = random.pick(spellings)(name);
  return spelled === name ? `${name} (old)` : spelled;
}
