/** Credits of a call by kind. Source: CRM fact sheet §7 and §3.12. */
export const callCost = {
  read: 1,
  deletedList: 2,
  query: (limit: number) => (limit <= 200 ? 1 : limit <= 1_000 ? 2 : 3),
  bulkJob: 50,
  write: (rows: number) => Math.ceil(rows / 10),
} as const;
