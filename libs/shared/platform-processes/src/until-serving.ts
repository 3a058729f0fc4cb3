import { connect, servingCheck } from '@rookery/shared-transport';
import { eventually } from './eventually.ts';
import type { ServiceProcess } from './service-process.ts';

/** How long one question may take, in milliseconds. */
const CHECK_MS = 5000;

/**
 * Waits until the health service at an address says SERVING.
 * @param address host:port
 * @param service full name of a gRPC service
 * @param needed processes without which that will not be
 * @throws Error when it does not come to it, at once when one of these processes has ended
 */
export async function untilServing(
  address: string,
  service: string,
  needed: readonly ServiceProcess[],
): Promise<void> {
  const channel = connect(address);
  const serving = servingCheck(channel, service);
  try {
    await eventually(`${service} serves`, async () => {
      for (const process of needed) process.mustRun();
      await serving.check(AbortSignal.timeout(CHECK_MS));
      return true;
    });
  } finally {
    channel.close();
  }
}
