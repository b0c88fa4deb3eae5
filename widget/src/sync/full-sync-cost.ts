const CREDITS_PER_PAGE = 3;
const DEALS_PER_PAGE = 2000;

/** API credits that reading all deals takes: each COQL page of up to 2,000 records costs three. */
export function fullSyncCredits(dealCount: number): number {
  return Math.max(1, Math.ceil(dealCount / DEALS_PER_PAGE)) * CREDITS_PER_PAGE;
}
