import { constants } from 'node:http2';
import { RookeryError, type Reason } from '@rookery/shared-errors';

/**
 * What a caller is told when the service ended a call without a status: the upstream stream was reset with `code`, or
 * its connection went away (`connectionLost`). UNAVAILABLE where another attempt may succeed; a caller cannot mend a
 * protocol error by repeating, so those are INTERNAL.
 */
export function resetError(service: string, code: number, connectionLost: boolean): RookeryError {
  if (connectionLost)
    return unavailable(`${service}: the connection was lost before the call ended`, 'CALL_BROKEN_OFF');
  switch (code) {
    case constants.NGHTTP2_ENHANCE_YOUR_CALM:
      return new RookeryError(
        'RESOURCE_EXHAUSTED',
        `${service}: refused the call because of its size or rate`,
      );
    case constants.NGHTTP2_PROTOCOL_ERROR:
    case constants.NGHTTP2_FLOW_CONTROL_ERROR:
    case constants.NGHTTP2_FRAME_SIZE_ERROR:
    case constants.NGHTTP2_COMPRESSION_ERROR:
      return new RookeryError('INTERNAL', `${service}: broke the HTTP/2 protocol (code ${code})`);
    case constants.NGHTTP2_REFUSED_STREAM:
      return unavailable(`${service}: refused the call before it began`, 'CALL_REFUSED');
    default:
      return unavailable(`${service}: broke the call off (HTTP/2 code ${code})`, 'CALL_BROKEN_OFF');
  }
}

function unavailable(message: string, reason: Reason): RookeryError {
  return new RookeryError('UNAVAILABLE', message, { reason });
}
