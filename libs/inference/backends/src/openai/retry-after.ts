import type { IncomingHttpHeaders } from 'node:http';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** One amount of a duration: `1.5s`, `20 ms`, `2 minutes`. */
const AMOUNT =
  /(\d{1,12}(?:\.\d{1,9})?)\s{0,2}(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])/gi;
/** In words: `Please try again in 7m12s.`, `retryDelay: 40s`, `retry_after: 3`. */
const IN_WORDS =
  /(?:(?:try again|retry|wait|available)[\w ,]{0,30}? (?:in|after|for)|retry[_-]?(?:after|delay|in)(?:[_-]?(ms|milliseconds|s|seconds?))?)[\s:"=]{0,4}((?:\d[\d.]{0,14}\s{0,2}[a-z]{0,12},?\s{0,2}(?:and )?){1,4})/i;

/**
 * The wait that a response asks for, in milliseconds: `retry-after-ms`, `Retry-After` as seconds, as a date (RFC 9110, section
 * 10.2.3) or as a duration (`1m30s`), `x-ratelimit-reset` as the time it ends, or what the body says.
 * Undefined when it asks for none or cannot be read.
 */
export function retryAfterMs(headers: IncomingHttpHeaders, said: string, now: number): number | undefined {
  const milliseconds = Number.parseFloat(one(headers['retry-after-ms']));
  if (milliseconds >= 0) return milliseconds;
  return headerMs(one(headers['retry-after']), now) ?? wordsMs(said) ?? resetMs(headers, said, now);
}

function one(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
}

function headerMs(value: string, now: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const duration = durationMs(value);
  if (duration !== undefined) return duration;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function wordsMs(said: string): number | undefined {
  const found = IN_WORDS.exec(said);
  const [, unit, amount] = found ?? [];
  if (amount === undefined) return undefined;
  const duration = durationMs(amount);
  if (duration !== undefined) return duration;
  // A bare number is seconds unless its name says otherwise.
  const value = Number.parseFloat(amount);
  return Number.isNaN(value) ? undefined : value * (unit?.startsWith('m') === true ? 1 : 1000);
}

function durationMs(text: string): number | undefined {
  let sum: number | undefined;
  for (const [, amount, unit = 's'] of text.matchAll(AMOUNT)) {
    const short = /^(ms|milli)/i.test(unit) ? 'ms' : unit.charAt(0).toLowerCase();
    sum = (sum ?? 0) + Number(amount) * (UNITS[short] ?? 1000);
  }
  return sum;
}

/** When a limit ends, as seconds or milliseconds since 1970. */
function resetMs(headers: IncomingHttpHeaders, said: string, now: number): number | undefined {
  const named = /x-ratelimit-reset: (\d{10,13})\b/i.exec(said)?.[1];
  const at = Number(named ?? one(headers['x-ratelimit-reset']));
  if (!(at >= 1e9)) return undefined;
  return Math.max(0, (at >= 1e12 ? at : at * 1000) - now);
}
