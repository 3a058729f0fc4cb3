import type { Server } from 'node:http';
import { httpConnections, httpConnectionsLimit, httpRequestsInFlight } from '@rookery/shared-metrics';

/** Shows in the metrics how full the server is. @returns ends it */
export function watchServer(server: Server, limit: number, answering: () => number): () => void {
  const unwatch = [
    httpRequestsInFlight.from(() => [{ labels: {}, value: answering() }]),
    httpConnections.from(async () => [{ labels: {}, value: await connectionsOf(server) }]),
    httpConnectionsLimit.from(() => [{ labels: {}, value: limit }]),
  ];
  return () => {
    for (const one of unwatch) one();
  };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
