import type { Layout } from "../crm/model.ts";
import { settingId } from "./crm-ids.ts";

export const DEALS_LAYOUT_ID = settingId(70, 0);

type Section = Layout["sections"][number];

function section(
  name: string,
  apiNames: readonly string[],
  required: readonly string[] = [],
): Section {
  return {
    name,
    fields: apiNames.map((api_name) => ({ api_name, required: required.includes(api_name) })),
  };
}

export const DEMO_LAYOUTS: Layout[] = [
  {
    id: DEALS_LAYOUT_ID,
    name: "Standard",
    api_name: "Standard",
    sections: [
      section(
        "Deal Information",
        [
          "Owner",
          "Deal_Name",
          "Account_Name",
          "Contact_Name",
          "Type",
          "Pipeline",
          "Stage",
          "Closing_Date",
          "Amount",
          "Probability",
          "Expected_Revenue",
          "Currency",
          "Exchange_Rate",
          "Lead_Source",
          "Next_Step",
          "Campaign_Source",
          "Reason_For_Loss__s",
        ],
        ["Deal_Name", "Stage", "Closing_Date"],
      ),
      section("Business", ["Territory", "Service_Line", "Strategic_Account", "AWS_Funded"]),
      section("Order to Revenue", [
        "Proposal_Date",
        "PO_Date",
        "Kickoff_Date",
        "Invoice_Date",
        "Payment_Date",
        "Revenue_Date",
      ]),
      section("Description Information", ["Description"]),
      section("System Information", [
        "Created_By",
        "Created_Time",
        "Modified_By",
        "Modified_Time",
        "Last_Activity_Time",
        "Stage_Modified_Time",
        "Sales_Cycle_Duration",
        "Overall_Sales_Duration",
      ]),
    ],
  },
];
