export type FaultDetails = Record<string, unknown>;

/** A refusal of a whole request, in the CRM's own terms. */
export class CrmFault extends Error {
  override name = "CrmFault";
  readonly status: number;
  readonly code: string;
  readonly details: FaultDetails;

  constructor(status: number, code: string, message: string, details: FaultDetails = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  body(): { code: string; details: FaultDetails; message: string; status: "error" } {
    return { code: this.code, details: this.details, message: this.message, status: "error" };
  }
}

export const invalidToken = () => new CrmFault(401, "INVALID_TOKEN", "invalid oauth token");

export const noToken = () => new CrmFault(401, "AUTHENTICATION_FAILURE", "Authentication failed");

export const invalidUrl = () =>
  new CrmFault(
    404,
    "INVALID_URL_PATTERN",
    "Please check if the URL trying to access is a correct one",
  );

export const invalidMethod = () =>
  new CrmFault(400, "INVALID_REQUEST_METHOD", "The http request method type is not a valid one");

export const invalidModule = (details: FaultDetails) =>
  new CrmFault(400, "INVALID_MODULE", "the module name given seems to be invalid", details);

export const missingParam = (name: string) =>
  new CrmFault(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", {
    param_name: name,
    param: name,
  });

export const invalidParam = (name: string, more: FaultDetails = {}) =>
  new CrmFault(400, "INVALID_DATA", "invalid data", { param_name: name, ...more });

export const invalidId = (details: FaultDetails) =>
  new CrmFault(400, "INVALID_DATA", "the id given seems to be invalid", details);

export const wrongPattern = (name: string) =>
  new CrmFault(400, "PATTERN_NOT_MATCHED", "Please check whether the input values are correct", {
    param_name: name,
  });

export const tooManyRequests = () =>
  new CrmFault(
    429,
    "TOO_MANY_REQUESTS",
    "too many requests fired in concurrence or the credits of the day are used up",
  );
