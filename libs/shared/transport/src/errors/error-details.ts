import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { BadRequest, ErrorInfo, QuotaFailure, RetryInfo } from 'nice-grpc-error-details';
import { ErrorReason, Usage } from '@rookery/shared-contracts';
import { type CallReason, RookeryError, type RookeryErrorOptions } from '@rookery/shared-errors';
import { codeOf, statusOf } from './status-codes.ts';

/** Trailer that carries a serialised google.rpc.Status. */
export const DETAILS_KEY = 'grpc-status-details-bin';
const DOMAIN = 'rookery';
const USAGE_TYPE = 'rookery.common.v1.Usage';
const ANY_PREFIX = 'type.googleapis.com/';

/**
 * The google.rpc.Status of an error: violations as BadRequest (as QuotaFailure when it is RESOURCE_EXHAUSTED),
 * retryAfterMs as RetryInfo, reason and metadata as ErrorInfo, usage as itself. Undefined when there is nothing beyond code and message.
 */
export function encodeDetails(error: RookeryError): Uint8Array | undefined {
  const details = detailsOf(error);
  if (details.length === 0) return undefined;
  const writer = new BinaryWriter().uint32(8).int32(statusOf(error.code)).uint32(18).string(error.message);
  for (const [type, value] of details) {
    writer
      .uint32(26)
      .fork()
      .uint32(10)
      .string(ANY_PREFIX + type)
      .uint32(18)
      .bytes(value)
      .join();
  }
  return writer.finish();
}

function detailsOf(error: RookeryError): (readonly [type: string, value: Uint8Array])[] {
  const details: (readonly [string, Uint8Array])[] = [];
  if (error.violations.length > 0) {
    details.push(
      error.code === 'RESOURCE_EXHAUSTED'
        ? [QuotaFailure.$type, quotaFailure(error)]
        : [BadRequest.$type, badRequest(error)],
    );
  }
  if (error.retryAfterMs !== undefined) {
    details.push([RetryInfo.$type, retryInfo(error.retryAfterMs)]);
  }
  if (error.reason !== undefined || Object.keys(error.metadata).length > 0) {
    const info = { reason: error.reason ?? error.code, domain: DOMAIN, metadata: { ...error.metadata } };
    details.push([ErrorInfo.$type, ErrorInfo.encode(ErrorInfo.fromPartial(info)).finish()]);
  }
  if (error.usage !== undefined) details.push([USAGE_TYPE, Usage.encode(error.usage).finish()]);
  return details;
}

function badRequest(error: RookeryError): Uint8Array {
  const fieldViolations = error.violations.map(({ field, description }) => ({ field, description }));
  return BadRequest.encode(BadRequest.fromPartial({ fieldViolations })).finish();
}

function quotaFailure(error: RookeryError): Uint8Array {
  const violations = error.violations.map(({ field, description }) => ({ subject: field, description }));
  return QuotaFailure.encode(QuotaFailure.fromPartial({ violations })).finish();
}

function retryInfo(retryAfterMs: number): Uint8Array {
  const seconds = Math.floor(retryAfterMs / 1000);
  const nanos = Math.round((retryAfterMs - seconds * 1000) * 1e6);
  return RetryInfo.encode(RetryInfo.fromPartial({ retryDelay: { seconds, nanos } })).finish();
}

/** The error that a service sent, from its status and the details trailer. Details that cannot be read are left out. */
export function decodeError(
  status: number,
  message: string,
  details: Uint8Array | undefined,
  cause: unknown,
): RookeryError {
  return new RookeryError(codeOf(status), message, { cause, ...optionsFrom(details) });
}

function optionsFrom(details: Uint8Array | undefined): RookeryErrorOptions {
  if (details === undefined) return {};
  try {
    return readDetails(details).reduce<RookeryErrorOptions>(
      (options, [type, value]) => ({ ...options, ...optionFrom(type, value) }),
      {},
    );
  } catch {
    // A broken trailer of a foreign server must not hide the error itself.
    return {};
  }
}

function optionFrom(type: string, value: Uint8Array): RookeryErrorOptions {
  switch (type) {
    case BadRequest.$type:
      return {
        violations: BadRequest.decode(value).fieldViolations.map(({ field, description }) => ({
          field,
          description,
        })),
      };
    case QuotaFailure.$type:
      return {
        violations: QuotaFailure.decode(value).violations.map(({ subject, description }) => ({
          field: subject,
          description,
        })),
      };
    case RetryInfo.$type: {
      const delay = RetryInfo.decode(value).retryDelay;
      return delay === undefined ? {} : { retryAfterMs: delay.seconds * 1000 + delay.nanos / 1e6 };
    }
    case ErrorInfo.$type: {
      const { reason, metadata } = ErrorInfo.decode(value);
      return isCallReason(reason) ? { reason, metadata } : { metadata };
    }
    case USAGE_TYPE:
      return { usage: Usage.decode(value) };
    default:
      return {};
  }
}

// A newer service, or a foreign one, may send a reason that this process does not know: its status has to do.
function isCallReason(reason: string): reason is CallReason {
  return Object.hasOwn(ErrorReason, reason) && reason !== 'UNSPECIFIED' && reason !== 'UNRECOGNIZED';
}

function readDetails(status: Uint8Array): (readonly [type: string, value: Uint8Array])[] {
  const details: (readonly [string, Uint8Array])[] = [];
  const reader = new BinaryReader(status);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 26) details.push(readAny(reader.bytes()));
    else reader.skip(tag & 7);
  }
  return details;
}

function readAny(bytes: Uint8Array): readonly [type: string, value: Uint8Array] {
  const reader = new BinaryReader(bytes);
  let type = '';
  let value: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 10) type = reader.string();
    else if (tag === 18) value = reader.bytes();
    else reader.skip(tag & 7);
  }
  return [type.slice(type.lastIndexOf('/') + 1), value];
}
