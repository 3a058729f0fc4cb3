import { createHash } from 'node:crypto';
import { isTenant, TENANT_WORDS, type Role } from '@rookery/gateway-keys';
import { RookeryError } from '@rookery/shared-errors';
import type { IssuerSettings } from './oidc-config.ts';

/** Roles of a token that are read; more say nothing good of it. */
const MOST_ROLES = 1_000;
const DIGITS = 16;

type Claims = Readonly<Record<string, unknown>>;

/** What a token shows of whoever brings it. */
export interface VerifiedToken {
  /** Names the subject in the audit trail, and tells nothing of it. */
  readonly id: string;
  readonly tenant: string;
  /** May be none: then it opens nothing that takes a role. */
  readonly roles: ReadonlySet<Role>;
  /** When it ends, in milliseconds since 1970. */
  readonly endsAt: number;
}

/**
 * What the claims of a token mean here.
 * @throws RookeryError PERMISSION_DENIED where it names no tenant that there could be
 */
export function readClaims(claims: Claims, settings: IssuerSettings): VerifiedToken {
  const { sub, exp } = claims;
  if (typeof sub !== 'string' || sub === '') throw denied('it has no subject (`sub`)');
  if (typeof exp !== 'number') throw denied('it does not end (`exp`)');
  // The issuer's words may be an address or a name of a person, which nobody needs to read in a trail.
  const digits = createHash('sha256')
    .update(JSON.stringify([settings.issuer, sub]))
    .digest('hex')
    .slice(0, DIGITS);
  return {
    id: `token-${digits}`,
    tenant: tenantOf(claims, settings) ?? `oidc-${digits}`,
    roles: rolesOf(claims, settings),
    endsAt: (exp + settings.clockToleranceS) * 1000,
  };
}

function tenantOf(claims: Claims, { tenantClaim }: IssuerSettings): string | undefined {
  if (tenantClaim === undefined) return undefined;
  const named = claimAt(claims, tenantClaim);
  if (typeof named !== 'string' || !isTenant(named)) {
    throw denied(`its claim ${tenantClaim} is not the name of a tenant, ${TENANT_WORDS}`);
  }
  return named;
}

function rolesOf(claims: Claims, { rolesClaim, roles }: IssuerSettings): ReadonlySet<Role> {
  const named = claimAt(claims, rolesClaim);
  const words = typeof named === 'string' ? named.split(/[\s,]+/) : Array.isArray(named) ? named : [];
  const theirs = new Set<unknown>(words.slice(0, MOST_ROLES));
  return new Set(roles.filter(([name]) => theirs.has(name)).map(([, role]) => role));
}

/** By its name, which may be a URL with dots in it; else by the names on the way to it. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let at: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Claims)[name];
  }
  return at;
}

const denied = (why: string): RookeryError =>
  new RookeryError('PERMISSION_DENIED', `the token cannot be used here: ${why}`, {
    reason: 'TOKEN_UNUSABLE',
  });
