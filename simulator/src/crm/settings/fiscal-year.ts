import type { CrmRoute } from "../crm-request.ts";

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const fiscalYearRoute: CrmRoute = {
  method: "GET",
  path: "/settings/fiscal_year",
  scopes: () => ["ZohoCRM.settings.fiscal_year.READ"],
  credits: 1,
  handle: ({ org }) => ({
    status: 200,
    body: {
      fiscal_year: {
        start_month: months[org.info.fiscal_start_month - 1],
        display_based_on: "start_month",
        id: "5725767000000091001",
      },
    },
  }),
};
