import { lookedAt } from '../looked-at.ts';
import { counter, durations } from '../registry.ts';
import { OTHER } from '../bounded-label.ts';

const CALL = ['grpc_service', 'grpc_method'] as const;

const calls = counter({
  name: 'rookery_gateway_calls_total',
  help: 'Calls that came to the gateway and ended, by the status that the caller was sent; CANCELLED where the caller left.',
  labels: [...CALL, 'grpc_code'],
});
const seconds = durations({
  name: 'rookery_gateway_call_seconds',
  help: 'How long calls took at the gateway, from their head until their stream was closed.',
  labels: CALL,
});

/** Calls at the gateway at this moment. */
export const gatewayCallsInFlight = lookedAt(
  'rookery_gateway_calls_in_flight',
  'Calls of all callers that the gateway has in flight.',
  [],
);
export const gatewayConnections = lookedAt(
  'rookery_gateway_connections',
  'Connections of callers to the gateway.',
  [],
);
export const gatewayConnectionsLimit = lookedAt(
  'rookery_gateway_connections_limit',
  'Connections that the gateway takes at a time; more are closed at once.',
  [],
);
export const gatewayWorkers = lookedAt(
  'rookery_gateway_workers',
  'Inference workers that hold a lease at the gateway.',
  [],
);
export const gatewaySilentServers = lookedAt(
  'rookery_gateway_silent_model_servers',
  'Model servers that their workers could not ask for their models.',
  [],
);

/** Notes a call that ended at the gateway. @param known whether the contract has the method; others are one label, whatever they are called */
export function gatewayCallEnded(
  call: { readonly service: string; readonly method: string },
  known: boolean,
  code: string,
  tookSeconds: number,
): void {
  const labels = {
    grpc_service: known ? call.service : OTHER,
    grpc_method: known ? call.method : OTHER,
  };
  calls.inc({ ...labels, grpc_code: code });
  seconds.observe(labels, tookSeconds);
}
