import { lookedAt } from '../looked-at.ts';
import { counter, durations } from '../registry.ts';

const requests = counter({
  name: 'rookery_http_requests_total',
  help: 'Requests to the chat service that ended, by route and status; status 499 where the caller left.',
  labels: ['route', 'status'],
});
const seconds = durations({
  name: 'rookery_http_request_seconds',
  help: 'How long requests to the chat service took, until their last byte.',
  labels: ['route'],
});

export const httpRequestsInFlight = lookedAt(
  'rookery_http_requests_in_flight',
  'Requests that the chat service is answering.',
  [],
);
export const httpConnections = lookedAt('rookery_http_connections', 'Connections to the chat service.', []);
export const httpConnectionsLimit = lookedAt(
  'rookery_http_connections_limit',
  'Connections that the chat service takes at a time; more are closed at once.',
  [],
);

/** @param route as it is registered, never as it was asked for; empty: there is none */
export function httpRequestEnded(route: string, status: number, tookSeconds: number): void {
  const labels = { route: route === '' ? 'none' : route };
  requests.inc({ ...labels, status: String(status) });
  seconds.observe(labels, tookSeconds);
}
