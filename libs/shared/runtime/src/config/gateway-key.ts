/**
 * The key by which a process of the platform calls the gateway: ROOKERY_API_KEY, else the first of the gateway's own
 * ROOKERY_API_KEYS, which processes started together share. Undefined: the gateway needs none.
 */
export function gatewayKey(config: {
  readonly ROOKERY_API_KEY?: string | undefined;
  readonly ROOKERY_API_KEYS?: string | undefined;
}): string | undefined {
  return config.ROOKERY_API_KEY ?? config.ROOKERY_API_KEYS?.split(',')[0]?.trim();
}
