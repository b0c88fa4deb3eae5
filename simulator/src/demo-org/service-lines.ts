export const TERRITORIES = ["APAC", "Americas", "EMEA", "India"] as const;
export type Territory = (typeof TERRITORIES)[number];

export const SERVICE_LINES = ["MSP Services", "Gen AI", "Cloud Migration", "Security"] as const;
export type ServiceLine = (typeof SERVICE_LINES)[number];

/** The value a picklist keeps when somebody chose nothing through an import. */
export const NONE_OPTION = "-None-";
