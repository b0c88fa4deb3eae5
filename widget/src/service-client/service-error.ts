import type { Problem } from "@pulse/shared/wire/problem";

/** Nobody answered, or only a proxy in between did. Worth trying again. */
export class ServiceUnreachable extends Error {
  readonly code = "service_unreachable";
  constructor(cause?: unknown) {
    super("The service did not answer", { cause });
  }
}

/** The service answered and said what is wrong. */
export class ServiceProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = problem.request_id;
  }
}

/** The answer breaks the contract: this page and the service are of different versions. */
export class ReplyUnreadable extends Error {
  readonly code = "reply_unreadable";
  constructor(path: string, cause?: unknown) {
    super(`The answer of ${path} is not what this page understands. Reload the page.`, { cause });
  }
}
