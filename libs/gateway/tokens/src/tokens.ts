import { digestOf } from '@rookery/gateway-keys';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import { errors, jwtVerify } from 'jose';
import { readClaims, type VerifiedToken } from './claims.ts';
import { IssuerAway, IssuerKeys, ISSUER_TIMES, type IssuerTimes } from './issuer-keys.ts';
import type { IssuerSettings } from './oidc-config.ts';

/** Three parts of base64url. A key may look so too, and is looked for first. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LONGEST = 8 * 1024;
/** A token that was checked is not checked again for so long, in milliseconds: many calls bring the same. */
export const KEPT_MS = 60_000;
const MOST_KEPT = 10_000;
/** Tokens that are checked at a time; a check is a signature, and the issuer may be slow. */
export const MOST_AT_ONCE = 100;
const SAY_EVERY_MS = 30_000;

export interface TokensLog {
  warn(fields: object, message: string): void;
}

/** The bearer tokens of one issuer. What was checked is known for a minute, so that most calls wait for nothing. */
export class Tokens {
  readonly #settings: IssuerSettings;
  readonly #keys: IssuerKeys;
  readonly #log: TokensLog;
  /** By the digest of a token, the oldest first. */
  readonly #known = new Map<string, { readonly token: VerifiedToken; readonly until: number }>();
  readonly #checking = new Map<string, Promise<VerifiedToken>>();
  #saidAt = -Infinity;

  constructor(settings: IssuerSettings, log: TokensLog, times: IssuerTimes = ISSUER_TIMES) {
    this.#settings = settings;
    this.#log = log;
    this.#keys = new IssuerKeys(settings, times);
  }

  /** Whether it looks like a token at all. */
  static isToken(text: string): boolean {
    return text.length <= LONGEST && FORM.test(text);
  }

  /** What was found out of a token a while ago; undefined: it has to be checked. */
  known(text: string): VerifiedToken | undefined {
    const found = this.#known.get(nameOf(text));
    return found !== undefined && found.until > Date.now() ? found.token : undefined;
  }

  /**
   * @throws RookeryError UNAUTHENTICATED (TOKEN_REFUSED) for one that does not hold, PERMISSION_DENIED (TOKEN_UNUSABLE) for one that says too
   *   little, UNAVAILABLE (ISSUER_AWAY) while the issuer's keys are not known, RESOURCE_EXHAUSTED when too many are being checked
   */
  check(text: string): Promise<VerifiedToken> {
    const name = nameOf(text);
    const checking = this.#checking.get(name);
    if (checking !== undefined) return checking;
    if (this.#checking.size >= MOST_AT_ONCE) {
      const busy = new RookeryError('RESOURCE_EXHAUSTED', 'too many tokens are being checked', {
        reason: 'TOO_MANY_TOKENS',
        retryAfterMs: 500,
      });
      return Promise.reject(busy);
    }
    const checked = this.#check(text, name).finally(() => this.#checking.delete(name));
    this.#checking.set(name, checked);
    return checked;
  }

  async #check(text: string, name: string): Promise<VerifiedToken> {
    const { issuer, audience, algorithms, clockToleranceS } = this.#settings;
    try {
      const { payload } = await jwtVerify(text, this.#keys.find, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: clockToleranceS,
        requiredClaims: ['exp', 'sub'],
      });
      const token = readClaims(payload, this.#settings);
      this.#keep(name, token);
      return token;
    } catch (caught) {
      throw this.#refusal(caught);
    }
  }

  #keep(name: string, token: VerifiedToken): void {
    this.#known.delete(name);
    this.#known.set(name, { token, until: Math.min(Date.now() + KEPT_MS, token.endsAt) });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KEPT && oldest !== undefined) this.#known.delete(oldest);
  }

  #refusal(caught: unknown): RookeryError {
    if (isRookeryError(caught)) return caught;
    if (caught instanceof IssuerAway) {
      this.#say(caught);
      return new RookeryError('UNAVAILABLE', 'the issuer of tokens cannot be asked at present', {
        reason: 'ISSUER_AWAY',
        retryAfterMs: 5_000,
        cause: caught,
      });
    }
    return new RookeryError('UNAUTHENTICATED', `the token does not hold: ${whyRefused(caught)}`, {
      reason: 'TOKEN_REFUSED',
    });
  }

  #say({ cause }: IssuerAway): void {
    if (performance.now() - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = performance.now();
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#log.warn({ issuer: this.#settings.issuer, why }, 'the issuer of tokens cannot be asked');
  }
}

/** In our words: those of the token are whoever's. */
function whyRefused(caught: unknown): string {
  if (caught instanceof errors.JWTExpired) return 'it has ended';
  if (caught instanceof errors.JWTClaimValidationFailed) {
    const claim =
      ['iss', 'aud', 'exp', 'nbf', 'iat', 'sub'].find((name) => name === caught.claim) ?? 'a claim';
    return `${claim} is not as it has to be`;
  }
  if (caught instanceof errors.JOSEAlgNotAllowed) return 'it is signed in a way that is not taken';
  if (caught instanceof errors.JWKSNoMatchingKey) return 'its issuer has no such key';
  return 'it was not signed by its issuer, or is none';
}

// What is kept in memory opens nothing.
const nameOf = (text: string): string => digestOf(text).toString('base64');
