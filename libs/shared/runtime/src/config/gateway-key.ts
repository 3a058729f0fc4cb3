/** By what a process calls the gateway. */
interface GatewayCredentials {
  readonly apiKey: string | undefined;
  readonly secret: string | undefined;
}

/**
 * How a process of the platform calls the gateway: by the platform's secret, where there is one. Else, and where ROOKERY_API_KEY says so,
 * by a key: that one, or the first of the gateway's own ROOKERY_OPERATOR_KEYS, which processes started together share. A service needs an
 * operator key.
 */
export function gatewayCredentials(config: {
  readonly ROOKERY_API_KEY?: string | undefined;
  readonly ROOKERY_OPERATOR_KEYS?: string | undefined;
  readonly ROOKERY_PLATFORM_SECRET?: string | undefined;
}): GatewayCredentials {
  const secret = config.ROOKERY_PLATFORM_SECRET;
  const { ROOKERY_API_KEY: own } = config;
  return {
    apiKey: own ?? (secret === undefined ? firstOf(config.ROOKERY_OPERATOR_KEYS) : undefined),
    secret,
  };
}

/** The key by which a person at the command line calls the gateway; undefined: it needs none. */
export function gatewayKey(config: {
  readonly ROOKERY_API_KEY?: string | undefined;
  readonly ROOKERY_OPERATOR_KEYS?: string | undefined;
}): string | undefined {
  return config.ROOKERY_API_KEY ?? firstOf(config.ROOKERY_OPERATOR_KEYS);
}

function firstOf(keys: string | undefined): string | undefined {
  return keys?.split(',')[0]?.trim();
}
