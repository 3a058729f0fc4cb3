import { asRookeryError, type ErrorCode, type RookeryError } from '@rookery/shared-errors';

/** An error as the clients of OpenAI know it. */
export interface ChatError {
  /** HTTP status. */
  readonly status: number;
  readonly body: {
    readonly error: {
      readonly message: string;
      readonly type: string;
      /** Parameter that is wrong, as the request spells it. */
      readonly param: string | null;
      readonly code: string | null;
    };
  };
  /** When trying again makes sense, in seconds; undefined when it does not. */
  readonly retryAfterS: number | undefined;
}

const REQUEST = 'invalid_request_error';

/** HTTP status, type, and the code of errors that have no reason of their own. */
const MEANING: Readonly<Record<ErrorCode, readonly [status: number, type: string, code: string | null]>> = {
  INVALID_ARGUMENT: [400, REQUEST, null],
  FAILED_PRECONDITION: [400, REQUEST, null],
  UNAUTHENTICATED: [401, REQUEST, 'invalid_api_key'],
  PERMISSION_DENIED: [403, REQUEST, 'permission_denied'],
  NOT_FOUND: [404, REQUEST, 'not_found'],
  UNIMPLEMENTED: [404, REQUEST, 'unknown_url'],
  ALREADY_EXISTS: [409, REQUEST, 'conflict'],
  ABORTED: [409, REQUEST, 'conflict'],
  RESOURCE_EXHAUSTED: [429, 'rate_limit_error', 'rate_limit_exceeded'],
  // The client is gone, or the service stops.
  CANCELLED: [503, 'server_error', 'cancelled'],
  UNAVAILABLE: [503, 'server_error', 'unavailable'],
  DEADLINE_EXCEEDED: [504, 'server_error', 'timeout'],
  INTERNAL: [500, 'server_error', 'internal_error'],
  DATA_LOSS: [500, 'server_error', 'internal_error'],
};

/** Fields of the contract and the parameters that they come from. */
const PARAMETERS: readonly (readonly [field: RegExp, parameter: string])[] = [
  [/^(?:start|resume)\.query$|^start\.instructions$|^reply\.(?:text|answer)$/, 'messages'],
  [/^start\.(?:model|seed|max_output_tokens)$/, ''],
  [/^start\./, 'rookery.'],
];

/** When nothing is said about it, and it may be over soon. */
const USUAL_RETRY_S = 1;

/** What a client is told of an error. */
export function chatErrorOf(caught: unknown): ChatError {
  const error = asRookeryError(caught);
  const [status, type, code] = MEANING[error.code];
  const param = parameterOf(error);
  const again = status === 429 || status === 503;
  const retryAfterS =
    error.retryAfterMs === undefined ? USUAL_RETRY_S : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  return {
    status,
    body: { error: { message: error.message, type, param, code: codeOf(error) ?? code } },
    retryAfterS: again ? retryAfterS : undefined,
  };
}

function codeOf({ code, reason }: RookeryError): string | undefined {
  if (code === 'NOT_FOUND' && reason === 'MODEL_UNKNOWN') return 'model_not_found';
  if (code === 'UNAUTHENTICATED') return undefined;
  return reason?.toLowerCase();
}

function parameterOf({ violations }: RookeryError): string | null {
  const field = violations[0]?.field;
  if (field === undefined) return null;
  const known = PARAMETERS.find(([pattern]) => pattern.test(field));
  if (known === undefined) return field;
  const [, parameter] = known;
  return parameter === 'messages' ? parameter : `${parameter}${field.replace('start.', '')}`;
}
