import type { ModelServer, ServerLoad } from '@rookery/inference-backends';
import { type LookedAt, serverCacheUsed, serverRunning, serverWaiting } from '@rookery/shared-metrics';

/** Longest wait for what a server says, in milliseconds. */
const LOOK_MS = 1500;
/** What a server said is what it says for so long: the gauges are read one after the other. Milliseconds. */
const HOLDS_MS = 500;

/** Shows in the metrics how busy a model server says that it is; it is asked when somebody reads them. @returns ends it */
export function watchServer(server: ModelServer): () => void {
  let asked: { readonly load: Promise<ServerLoad>; readonly at: number } | undefined;
  const load = (): Promise<ServerLoad> => {
    const now = performance.now();
    if (asked === undefined || now - asked.at > HOLDS_MS) {
      asked = { load: server.load(AbortSignal.timeout(LOOK_MS)), at: now };
    }
    return asked.load;
  };
  const show = (gauge: LookedAt<never>, what: keyof ServerLoad): (() => void) =>
    gauge.from(async () => {
      const { [what]: value } = await load();
      return value === undefined ? [] : [{ labels: {}, value }];
    });
  const unwatch = [
    show(serverRunning, 'running'),
    show(serverWaiting, 'waiting'),
    show(serverCacheUsed, 'cacheUsed'),
  ];
  return () => {
    for (const one of unwatch) one();
  };
}
