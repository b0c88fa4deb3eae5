import { type CrmRoute, listReply } from "../crm-request.ts";
import type { ReadableModule } from "../module-data.ts";
import { moduleIds } from "./describe-field.ts";
import { moduleInQuery } from "./fields.ts";

const scopes = () => ["ZohoCRM.settings.related_lists.READ"];

export const relatedListsRoute: CrmRoute = {
  method: "GET",
  path: "/settings/related_lists",
  scopes,
  credits: 1,
  handle: (request) => listReply("related_lists", relatedLists(moduleInQuery(request))),
};

export const relatedListRoute: CrmRoute = {
  method: "GET",
  path: "/settings/related_lists/:id",
  scopes,
  credits: 1,
  handle(request) {
    const lists = relatedLists(moduleInQuery(request));
    return listReply(
      "related_lists",
      lists.filter((list) => list.id === request.params.id),
    );
  },
};

/** Deals have the one list this organisation serves: their visits to stages. */
export function relatedLists(name: ReadableModule) {
  if (name !== "Deals") return [];
  return [
    {
      id: "5725767000000047105",
      api_name: "Stage_History",
      name: "Stage History",
      display_label: "Stage History",
      module: { api_name: "DealHistory", id: moduleIds.DealHistory },
      href: "Deals/{ENTITYID}/Stage_History",
      type: "default",
      status: "visible",
      sequence_number: "1",
      action: null,
      connectedmodule: null,
      linkingmodule: null,
      customize_display_label: false,
      customize_fields: true,
      customize_sort: true,
      fields: [],
      sort_by: { api_name: null, id: null },
      sort_order: null,
    },
  ];
}
