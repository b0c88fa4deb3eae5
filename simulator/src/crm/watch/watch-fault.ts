const messages: Record<string, string> = {
  INVALID_DATA: "invalid data",
  MANDATORY_NOT_FOUND: "required field not found",
  NOT_SUBSCRIBED: "the channel is not subscribed",
  EXPECTED_FIELD_MISSING: "expected field missing",
  DEPENDENT_FIELD_MISSING: "dependent field missing",
  LIMIT_REACHED: "the limit of channels is reached",
};

/** Why one element of `watch[]` is refused. */
export class WatchFault extends Error {
  override name = "WatchFault";
  readonly code: string;
  readonly details: Record<string, unknown>;

  /** @param path of the element, completed by `details.api_name` */
  constructor(code: string, path: string, details: Record<string, unknown>) {
    super(messages[code] ?? code);
    this.code = code;
    const { api_name } = details;
    this.details = {
      ...details,
      json_path: typeof api_name === "string" ? `${path}.${api_name}` : path,
    };
  }
}
