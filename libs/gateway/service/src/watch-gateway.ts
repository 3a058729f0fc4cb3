import type { CallHead, Forwarder } from '@rookery/gateway-forwarder';
import type { WorkerRegistry } from '@rookery/gateway-workers';
import {
  gatewayCallEnded,
  gatewayCallsInFlight,
  gatewayConnections,
  gatewayConnectionsLimit,
  gatewaySilentServers,
  gatewayWorkers,
} from '@rookery/shared-metrics';
import { noteSpan, TRACE_PARENT } from '@rookery/shared-tracing';
import { methodShape } from './method-shapes.ts';

/**
 * Counts a call that ended, and notes it in the trace that it is of: its frames were copied, so what was done for it hangs beside this
 * and not below. Paths are what callers write: only those of contracts become labels and names.
 */
export function noteCall(head: CallHead, code: string, ms: number): void {
  const known = methodShape(head.path) !== undefined;
  gatewayCallEnded(head, known, code, ms / 1000);
  if (!known) return;
  noteSpan('forward', head.header(TRACE_PARENT), {
    tookMs: ms,
    failure: code === 'OK' ? undefined : code,
    attributes: () => ({ 'rpc.system': 'grpc', 'rpc.method': head.path.slice(1) }),
  });
}

/** Shows in the metrics how full the gateway is, and what it knows of workers. @returns ends it */
export function watchGateway(forwarder: Forwarder, registry: WorkerRegistry, limit: number): () => void {
  const value = (read: () => number) => () => [{ labels: {}, value: read() }];
  const unwatch = [
    gatewayCallsInFlight.from(value(() => forwarder.load().calls)),
    gatewayConnections.from(value(() => forwarder.load().connections)),
    gatewayConnectionsLimit.from(value(() => limit)),
    gatewayWorkers.from(value(() => registry.workers().length)),
    gatewaySilentServers.from(
      value(() => registry.workers().reduce((sum, { silentServers }) => sum + silentServers.length, 0)),
    ),
  ];
  return () => {
    for (const one of unwatch) one();
  };
}
