import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { RookeryError } from '@rookery/shared-errors';
import { Status } from 'nice-grpc-common';
import { Any, BadRequest, ErrorInfo, RetryInfo } from 'nice-grpc-error-details';

const ERROR_DOMAIN = 'rookery';

/**
 * The header `grpc-status-details-bin` for an error: a google.rpc.Status with BadRequest, RetryInfo and ErrorInfo, as
 * far as the error has them; undefined when it has none. Base64 without padding, as binary headers are written.
 */
export function statusDetails(error: RookeryError): string | undefined {
  const details: Any[] = [];
  if (error.violations.length > 0) {
    const request = BadRequest.fromPartial({ fieldViolations: [...error.violations] });
    details.push(packed(request.$type, BadRequest.encode(request).finish()));
  }
  if (error.retryAfterMs !== undefined) {
    const retry = RetryInfo.fromPartial({
      retryDelay: {
        seconds: Math.floor(error.retryAfterMs / 1000),
        nanos: Math.round((error.retryAfterMs % 1000) * 1e6),
      },
    });
    details.push(packed(retry.$type, RetryInfo.encode(retry).finish()));
  }
  if (error.reason !== undefined) {
    const info = ErrorInfo.fromPartial({
      reason: error.reason,
      domain: ERROR_DOMAIN,
      metadata: { ...error.metadata },
    });
    details.push(packed(info.$type, ErrorInfo.encode(info).finish()));
  }
  if (details.length === 0) return undefined;
  return Buffer.from(encodeStatus(error, details)).toString('base64').replace(/=+$/, '');
}

function packed(type: string, value: Uint8Array): Any {
  return Any.fromPartial({ typeUrl: `type.googleapis.com/${type}`, value });
}

// google.rpc.Status: code = 1, message = 2, details = 3.
function encodeStatus(error: RookeryError, details: readonly Any[]): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(8).int32(Status[error.code]);
  writer.uint32(18).string(error.message);
  for (const detail of details) writer.uint32(26).bytes(Any.encode(detail).finish());
  return writer.finish();
}
