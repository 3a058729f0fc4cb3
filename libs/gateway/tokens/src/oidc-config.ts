import { isRole, ROLES, type Role } from '@rookery/gateway-keys';
import { ConfigError, isLoopback } from '@rookery/shared-runtime';
import { z } from 'zod';

/** Signatures that one key makes and another checks: whoever checks could not have signed. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const list = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

const issuerUrl = z.url({ protocol: /^https?$/ }).refine((url) => isTrusted(url), {
  error: 'not https://, which only an issuer on loopback may do without',
});

/** The variables of an issuer of tokens (OpenID Connect). */
export const oidcVariables = {
  ROOKERY_OIDC_ISSUER: issuerUrl
    .optional()
    .describe(
      'who issues tokens, an https:// URL exactly as they say it in `iss`; then calls may bring one instead of a key; not set: no tokens',
    ),
  ROOKERY_OIDC_AUDIENCE: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('what tokens for this platform have in `aud`; needed beside ROOKERY_OIDC_ISSUER'),
  ROOKERY_OIDC_KEYS_URL: issuerUrl
    .optional()
    .describe(
      'where the issuer has its keys (JWKS), an https:// URL; not set: where its discovery document says',
    ),
  ROOKERY_OIDC_ALGORITHMS: z
    .string()
    .default('RS256,ES256')
    .transform(list)
    .refine((names) => names.length > 0 && names.every((name) => ALGORITHMS.includes(name)), {
      error: `not a list of ${ALGORITHMS.join(', ')}`,
    })
    .describe(`how tokens may be signed, separated by commas: ${ALGORITHMS.join(', ')}`),
  ROOKERY_OIDC_CLOCK_TOLERANCE_S: z.coerce
    .number()
    .int()
    .min(0)
    .max(300)
    .default(30)
    .describe("how far the issuer's clock may be from ours, 0 to 300 seconds"),
  ROOKERY_OIDC_TENANT_CLAIM: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'the claim that names the tenant; `a.b` is b within a; not set: each subject of the issuer is a tenant of its own',
    ),
  ROOKERY_OIDC_ROLES_CLAIM: z
    .string()
    .min(1)
    .max(200)
    .default('roles')
    .describe('the claim that names roles, a list or words with blanks between; `a.b` is b within a'),
  ROOKERY_OIDC_ROLES: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (pairs) => pairs.every((pair) => /^[^=]+=[^=]+$/.test(pair) && isRole(pair.split('=')[1] ?? '')),
      {
        error: `not NAME=ROLE pairs separated by commas, of the roles ${ROLES.join(', ')}`,
      },
    )
    .describe(
      `which of the issuer's roles are which here, as NAME=ROLE pairs separated by commas; not set: ${ROLES.join(', ')} by these names`,
    ),
} as const;

type OidcConfig = z.infer<z.ZodObject<typeof oidcVariables>>;

/** Whose tokens are taken, and what is made of them. */
export interface IssuerSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keysUrl: string | undefined;
  readonly algorithms: readonly string[];
  readonly clockToleranceS: number;
  readonly tenantClaim: string | undefined;
  readonly rolesClaim: string;
  /** By the issuer's name for it; several of its roles may be one here, and one several. */
  readonly roles: readonly (readonly [theirs: string, ours: Role])[];
}

/**
 * The issuer that the variables name; undefined: none.
 * @throws ConfigError where one of two that belong together is missing
 */
export function issuerOf(config: OidcConfig): IssuerSettings | undefined {
  const { ROOKERY_OIDC_ISSUER: issuer, ROOKERY_OIDC_AUDIENCE: audience } = config;
  if (issuer === undefined && audience === undefined) return undefined;
  if (issuer === undefined || audience === undefined) {
    const [is, isNot] =
      issuer === undefined
        ? ['ROOKERY_OIDC_AUDIENCE', 'ROOKERY_OIDC_ISSUER']
        : ['ROOKERY_OIDC_ISSUER', 'ROOKERY_OIDC_AUDIENCE'];
    throw new ConfigError(
      `${is} is set, and ${isNot} is not: a token that was issued for another application must not open this one`,
    );
  }
  const pairs = config.ROOKERY_OIDC_ROLES.map((pair) => pair.split('=') as [string, Role]);
  return {
    issuer,
    audience,
    keysUrl: config.ROOKERY_OIDC_KEYS_URL,
    algorithms: config.ROOKERY_OIDC_ALGORITHMS,
    clockToleranceS: config.ROOKERY_OIDC_CLOCK_TOLERANCE_S,
    tenantClaim: config.ROOKERY_OIDC_TENANT_CLAIM,
    rolesClaim: config.ROOKERY_OIDC_ROLES_CLAIM,
    roles: pairs.length > 0 ? pairs : ROLES.map((role) => [role, role] as const),
  };
}

/** Keys that anybody on the way could exchange are no keys. */
export function isTrusted(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'https:' || isLoopback(parsed.hostname));
}
