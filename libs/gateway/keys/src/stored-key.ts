/** What a key may be used for; docs/keys.md says which calls each opens. */
export const ROLES = ['converse', 'run', 'read', 'operate'] as const;

export type Role = (typeof ROLES)[number];

export function isRole(word: string): word is Role {
  return (ROLES as readonly string[]).includes(word);
}

/** What a tenant is called: short, and with no character that a resource name gives a meaning to. */
export const TENANT_WORDS = 'of 1 to 40 lower-case letters, digits and dashes, the first of them no dash';

export function isTenant(word: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(word);
}

/** What a key may hold at a time; undefined: what the platform allows everybody. */
export interface Quotas {
  /** Calls in flight. */
  readonly calls?: number | undefined;
  /** Conversations of one end user that are kept. */
  readonly sessions?: number | undefined;
}

/** A key as it is kept: all but the key itself. */
export interface StoredKey {
  /** Names the key in lists, logs and commands, and opens nothing. */
  readonly id: string;
  /** Who owns what is made with it. Several keys may have one. */
  readonly tenant: string;
  readonly roles: readonly Role[];
  readonly quotas: Quotas;
  /** What it is for, in the words of whoever made it. */
  readonly note: string;
  readonly createdAt: Date;
  /** From when on it opens nothing; undefined: it does not end by itself. */
  readonly expiresAt: Date | undefined;
  readonly revokedAt: Date | undefined;
}
