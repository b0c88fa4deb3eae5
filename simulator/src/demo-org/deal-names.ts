import type { NameMess } from "./mess.ts";
import type { Random } from "./random.ts";
import type { ServiceLine } from "./service-lines.ts";
import { WORLD_NAMES } from "./world-names.ts";

/** The longest Deal_Name the CRM takes, in UTF-16 units. */
const MAX_DEAL_NAME = 120;

const WORK: Record<ServiceLine, readonly string[]> = {
  "MSP Services": [
    "Managed services renewal",
    "24x7 cloud operations",
    "FinOps retainer",
    "Managed Kubernetes",
    "Service desk takeover",
    "Backup as a service",
    "Database operations",
    "Landing zone care",
  ],
  "Gen AI": [
    "Generative AI pilot",
    "Contact-centre assistant",
    "Document intelligence",
    "RAG platform",
    "Code assistant rollout",
    "AI readiness assessment",
    "Claims copilot",
    "LLM guardrails",
  ],
  "Cloud Migration": [
    "Data centre exit",
    "SAP on AWS",
    "VMware migration",
    "Landing zone",
    "Mainframe modernisation",
    "Database migration",
    "Wave 1 lift and shift",
    "Application modernisation",
  ],
  Security: [
    "SOC onboarding",
    "Zero trust rollout",
    "ISO 27001 readiness",
    "Penetration test",
    "SIEM renewal",
    "Cloud posture review",
    "Identity overhaul",
    "Ransomware resilience",
  ],
};

const ROMAN_PHASES = [
  "",
  "",
  "",
  "",
  " – phase 1",
  " – phase 2",
  " (extension)",
  " FY27",
  " – pilot",
];

export function chooseDealName(
  random: Random,
  mess: NameMess | null,
  serviceLine: ServiceLine,
  accountName: string,
): string {
  const work = random.pick(WORK[serviceLine]);
  const plain = plainName(random, work, accountName.trim());
  if (mess === null || mess === "duplicate") return plain;
  if (mess === "edge_spaces") return `  ${plain} `.slice(0, MAX_DEAL_NAME);
  if (mess === "very_long") return veryLongName(work, accountName.trim());
  return random.pick(WORLD_NAMES[mess] ?? [plain]);
}

function plainName(random: Random, work: string, accountName: string): string {
  const tail = random.pick(ROMAN_PHASES);
  const name = random.chance(0.75)
    ? `${accountName} - ${work}${tail}`
    : `${work}${tail} for ${accountName}`;
  return name.length <= MAX_DEAL_NAME ? name : name.slice(0, MAX_DEAL_NAME);
}

/** Exactly as long as the field allows. */
function veryLongName(work: string, accountName: string): string {
  const filler =
    `${accountName} - ${work} including assessment, design, build, test, cut-over, hypercare, ` +
    "training, documentation and twelve months of support in three regions";
  return filler.slice(0, MAX_DEAL_NAME);
}
