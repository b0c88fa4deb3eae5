const noModule = { api_name: null, id: null };

/**
 * Keys every field's description has although this organisation has nothing to say in them: the API
 * files require them, with empty parts rather than without.
 */
export const fieldBlanks = {
  _update_existing_records: false,
  additional_column: null,
  allowed_modules: [],
  associated_module: noModule,
  association_details: { lookup_field: noModule, related_field: noModule },
  autonumber: { prefix: null, start_number: null, starting_number_length: 0, suffix: null },
  auto_number: {},
  available_in_user_layout: true,
  businesscard_supported: true,
  category: 0,
  colour_code_enabled_by_system: false,
  "common.picklist": null,
  convert_mapping: {},
  customizable_properties: [],
  email_parser: { fields_update_supported: false, record_operations_supported: false },
  file_upolad_optionlist: [],
  formula: {},
  hipaa_compliance: { restricted: false, restricted_in_export: false },
  hipaa_compliance_enabled: false,
  multi_module_lookup: {},
  multiselectlookup: {},
  multiuserlookup: {
    api_name: null,
    connected_module: noModule,
    connectedfield_apiname: null,
    connectedlookup_apiname: null,
    display_label: null,
    id: null,
    linking_module: noModule,
    lookup_apiname: null,
    record_access: null,
  },
  number_separator: false,
  quick_sequence_number: "0",
  refer_from_field: noModule,
  rollup_summary: {},
  sharing_properties: {},
  show_type: 7,
  static_field: false,
  sub_module: noModule,
  subform: null,
  webhook: true,
};

/** The same for a field as a layout shows it. */
export const layoutFieldBlanks = {
  _delete: { permanent: null },
  default_value: null,
  static_values: [],
  validation_rule: null,
};
