import type { RookeryError } from '@rookery/shared-errors';
import { DETAILS_KEY, encodeDetails, fitTrailers, RESOURCE_KEY, statusOf } from '@rookery/shared-transport';
import { percentEncode } from './percent-encoding.ts';

/** Header lists as `node:http2` reads them and writes them: name, value, name, value. Keeps duplicates and order. */
export type RawHeaders = readonly string[];

/** Of errors that many calls end with. */
const encoded = new WeakMap<RookeryError, RawHeaders>();

/** An error as the trailers of a gRPC answer. */
export function statusTrailers(failure: RookeryError): RawHeaders {
  const known = encoded.get(failure);
  if (known !== undefined) return known;
  const trailers = encode(failure);
  encoded.set(failure, trailers);
  return trailers;
}

function encode(failure: RookeryError): RawHeaders {
  const error = fitTrailers(failure);
  const trailers = [
    'grpc-status',
    String(statusOf(error.code)),
    'grpc-message',
    percentEncode(error.message),
  ];
  const details = encodeDetails(error);
  // Binary headers are base64 without padding.
  if (details !== undefined)
    trailers.push(DETAILS_KEY, Buffer.from(details).toString('base64').replace(/=+$/, ''));
  return trailers;
}

/** Raw headers as the object that `sendTrailers` wants; duplicates become arrays, in their order. */
export function trailersObject(raw: RawHeaders): Record<string, string | string[]> {
  const trailers: Record<string, string | string[]> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string;
    if (name === RESOURCE_KEY) continue;
    const value = raw[index + 1] as string;
    const earlier = trailers[name];
    trailers[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return trailers;
}

/** A header's value in a raw list; undefined when it has none. */
export function valueIn(raw: RawHeaders, wanted: string): string | undefined {
  for (let index = 0; index + 1 < raw.length; index += 2) if (raw[index] === wanted) return raw[index + 1];
  return undefined;
}
