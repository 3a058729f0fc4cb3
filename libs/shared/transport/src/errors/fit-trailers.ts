import { RookeryError, type FieldViolation } from '@rookery/shared-errors';

// Many clients take 8 KiB of trailers and turn an error with more into RESOURCE_EXHAUSTED. Details travel as base64, a third
// longer, and hold the message once more: 1.5 KiB + 4/3 (1.5 + 1.8 + 0.9 + 0.2 KiB) is 7.4 KiB at most.
/** Longest message, percent-encoded as it travels; bytes. */
const MESSAGE_BYTES = 1_500;
/** All violations together; bytes. */
const VIOLATIONS_BYTES = 1_800;
/** Longest text of one violation; characters. */
const VIOLATION_CHARACTERS = 400;
/** All metadata together; bytes. */
const METADATA_BYTES = 900;
/** Longest value of metadata; characters. */
const VALUE_CHARACTERS = 200;
/** What an entry takes beside its texts, and what the word on those left out takes; bytes. */
const ENTRY_BYTES = 10;
const REST_BYTES = 60;

/** The same error, cut where it has more to say than fits the trailers of a gRPC answer; what was left out is counted. */
export function fitTrailers(error: RookeryError): RookeryError {
  const message = cutEncoded(error.message.toWellFormed());
  const violations = fitViolations(error.violations);
  const metadata = fitMetadata(error.metadata);
  if (message === error.message && violations === error.violations && metadata === error.metadata)
    return error;
  const { code, retryAfterMs, reason, usage, cause } = error;
  return new RookeryError(code, message, {
    cause,
    violations,
    metadata,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reason === undefined ? {} : { reason }),
    ...(usage === undefined ? {} : { usage }),
  });
}

function fitViolations(given: readonly FieldViolation[]): readonly FieldViolation[] {
  const sizeOf = ({ field, description }: FieldViolation): number => bytesOf(field) + bytesOf(description);
  if (fits(given.map(sizeOf), VIOLATIONS_BYTES)) return given;
  const cut = given.map(({ field, description }) => ({
    field: cutTo(field, VIOLATION_CHARACTERS),
    description: cutTo(description, VIOLATION_CHARACTERS),
  }));
  const kept = howMany(cut.map(sizeOf), VIOLATIONS_BYTES - REST_BYTES);
  if (kept === cut.length) return cut;
  return [...cut.slice(0, kept), { field: '…', description: `and ${cut.length - kept} more` }];
}

function fitMetadata(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const sizeOf = ([key, value]: readonly [string, string]): number => bytesOf(key) + bytesOf(value);
  const entries = Object.entries(given);
  if (fits(entries.map(sizeOf), METADATA_BYTES)) return given;
  const cut = entries.map(([key, value]) => [key, cutTo(value, VALUE_CHARACTERS)] as const);
  const kept = howMany(cut.map(sizeOf), METADATA_BYTES - REST_BYTES);
  const left = cut.length - kept;
  return Object.fromEntries([
    ...cut.slice(0, kept),
    ...(left === 0 ? [] : [['left_out', String(left)] as const]),
  ]);
}

function fits(sizes: readonly number[], limit: number): boolean {
  return howMany(sizes, limit) === sizes.length;
}

/** How many from the first on are within the limit together. */
function howMany(sizes: readonly number[], limit: number): number {
  let total = 0;
  const over = sizes.findIndex((size) => (total += size + ENTRY_BYTES) > limit);
  return over < 0 ? sizes.length : over;
}

function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most).toWellFormed();
  return `${kept}… (${text.length - most} characters more)`;
}

function cutEncoded(message: string): string {
  if (encodedBytes(message) <= MESSAGE_BYTES) return message;
  let left = MESSAGE_BYTES - REST_BYTES;
  let kept = 0;
  for (const character of message) {
    left -= encodedBytes(character);
    if (left < 0) break;
    kept += character.length;
  }
  return `${message.slice(0, kept)}… (${message.length - kept} characters more)`;
}

// As it travels in the header grpc-message, by the most generous encoding that servers use.
function encodedBytes(text: string): number {
  return encodeURI(text).length;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
