export { HealthDefinition } from 'nice-grpc-server-health';

/** grpc.health.v1.HealthCheckResponse.ServingStatus: the service can serve. */
export const SERVING = 1;
