/**
 * The key by which a process of the platform, or a person at the command line, calls the gateway: ROOKERY_API_KEY, else the
 * first of the gateway's own ROOKERY_OPERATOR_KEYS, which processes started together share. A service needs an operator key.
 * Undefined: the gateway needs none.
 */
export function gatewayKey(config: {
  readonly ROOKERY_API_KEY?: string | undefined;
  readonly ROOKERY_OPERATOR_KEYS?: string | undefined;
}): string | undefined {
  return config.ROOKERY_API_KEY ?? config.ROOKERY_OPERATOR_KEYS?.split(',')[0]?.trim();
}
