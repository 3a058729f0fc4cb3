import type { Refusal } from './refusal.ts';

/**
 * What a refusal means. How each is met by one call:
 * - `filtered`: a content filter stopped the prompt. No error: the answer says so. Never repeated.
 * - `too_long`: longer than the model can take; once more with a smaller limit where that helps, see Dialect.
 * - `no_money`: the account has nothing left. Never repeated.
 * - `over_rate`: the request alone is more than the server lets through in its time. Never repeated.
 * - `slow_down`: repeated after the time asked for, when that is short enough; else passed up with the time.
 * - `down`: the server's own fault. Repeated.
 * - `refuses_us`: the key, or the account. Never repeated.
 * - `no_model`: the server does not know the model. Never repeated.
 * - `no_address`: nobody answers such calls there. Never repeated.
 * - `callers`: the request itself. Never repeated.
 */
export type RefusalKind =
  | 'filtered'
  | 'too_long'
  | 'no_money'
  | 'over_rate'
  | 'slow_down'
  | 'down'
  | 'refuses_us'
  | 'no_model'
  | 'no_address'
  | 'callers';

const FILTERED =
  /content[_ -]?(?:filter|management|policy|moderation|safety|violation|exists risk)|data_?inspection_?failed|inappropriate content|responsible ?ai|\b(?:prompt|input|content|message|output)s?\b(?!:)[^.|]{0,60}(?:flagged|moderat|blocked|prohibited|rejected by|sensitive|unsafe|harmful|violat)|(?:requires|by|failed) moderation|moderation[^.|]{0,40}(?:flag|block|reject|reason|fail)|flagged (?:for|as|by)|\breasons: |prohibited_content|content_?filtered|safety (?:system|filter|setting|reasons|policy)|blocked by[^.|]{0,40}(?:safety|policy|filter|guard)|guardrail|violat[^.|]{0,60}(?:polic|guideline|usage|terms of)|risk control|unsafe (?:content|prompt|input)|敏感|不安全|违规|违反|审核/i;
/** A filter speaks of texts; these speak of accounts. */
const ACCOUNT =
  /account[^.|]{0,60}(?:suspend|deactivat|banned|disabled|terminat|blocked|restrict|flagged)|access[^.|]{0,30}(?:terminat|revoked)/i;
const NO_MONEY =
  /insufficient[_ ](?:quota|balance|funds?|credits?)|credit balance|out of credits?|(?:more|no|not enough|requires?|purchase|add) credits?|billing[_ ](?:hard[_ ]limit|not[_ ]active)|hard limit[^.|]{0,30}reached|spend(?:ing)? limit|payment required|arrears?|arrearage|exceeded your current quota|余额不足|欠费/i;
const OVER_RATE =
  /request (?:is )?too large[^|]{0,160}(?:per min|per day|tpm|rpm|rate)|(?:too large|exceeds?)[^|]{0,80}tokens? per|single request[^|]{0,60}(?:limit|exceed)/i;
const RATE = /tokens? per|requests? per|\b[tr]p[md]\b|rate[_ -]?limit|too many requests|throttl|quota/i;
const KEY =
  /api[_ ]?key[^.|]{0,40}(?:invalid|not valid|incorrect|missing|expired|required|wrong)|(?:invalid|incorrect|missing|expired|wrong)[^.|]{0,30}(?:api[_ ]?key|token\b|credential)|api_key_invalid/i;
const MODEL = /model/i;

/** Sorts a refusal by its status, and by the server's words where these know better. */
export function sortedRefusal(refusal: Refusal, tooLong: boolean): RefusalKind {
  const { status, said, askedWaitMs } = refusal;
  if (status === 401 || status === 407 || KEY.test(said)) return status >= 500 ? 'down' : 'refuses_us';
  if (status === 402) return 'no_money';
  if (overRate(said, status)) return 'over_rate';
  // Some say "quota" and mean a minute of it: then they also say how long.
  if (status < 500 && NO_MONEY.test(said) && (askedWaitMs === undefined || /insufficient_quota/.test(said))) {
    return 'no_money';
  }
  if (status === 429) return 'slow_down';
  if (FILTERED.test(said) && !ACCOUNT.test(said)) return 'filtered';
  if (tooLong || status === 413) return 'too_long';
  if (status === 403) return 'refuses_us';
  if (status === 404 || status === 405) return MODEL.test(said) ? 'no_model' : 'no_address';
  if (status >= 300 && status < 400) return 'no_address';
  if (status === 451) return 'filtered';
  if (status < 300 || status === 408 || status === 409 || status === 425 || status >= 500) return 'down';
  return 'callers';
}

/** More is asked for at once than the limit of a minute: `Limit 6000, Requested 9120`. */
function overRate(said: string, status: number): boolean {
  if (status !== 429 && !RATE.test(said)) return false;
  if (OVER_RATE.test(said)) return true;
  const limit = /limit:? ?(\d+)/i.exec(said)?.[1];
  const requested = /requested:? ?(\d+)/i.exec(said)?.[1];
  return (
    limit !== undefined && requested !== undefined && RATE.test(said) && Number(requested) > Number(limit)
  );
}
