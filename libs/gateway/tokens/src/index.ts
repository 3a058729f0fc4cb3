export { Tokens } from './tokens.ts';
export type { VerifiedToken } from './claims.ts';
export { issuerOf, oidcVariables } from './oidc-config.ts';
export type { IssuerSettings } from './oidc-config.ts';
