export type { LookedAt } from './looked-at.ts';
export { serveMetrics, type MetricsEndpoint } from './serve-metrics.ts';
export { metricList, type KnownMetric } from './metric-list.ts';
export { callCounts, type CallCounts } from './known/calls.ts';
export {
  gatewayCallEnded,
  gatewayCallsInFlight,
  gatewayConnections,
  gatewayConnectionsLimit,
  gatewaySilentServers,
  gatewayWorkers,
} from './known/gateway.ts';
export {
  httpConnections,
  httpConnectionsLimit,
  httpRequestEnded,
  httpRequestsInFlight,
} from './known/chat.ts';
export {
  modelCallBegan,
  modelCallEnded,
  placesLimit,
  placesTaken,
  placesWaiting,
  placesWaitingLimit,
  serverCacheUsed,
  serverRunning,
  serverWaiting,
} from './known/models.ts';
export { jobEnded, jobPieces, jobsAtWork, sampleDone, verdictGiven } from './known/work.ts';
export { agentSaid, crisisNoticed, mayNotice } from './known/conversations.ts';
export {
  contentKeysReplaced,
  keptSwept,
  mayDelete,
  mayErasePeople,
  mayReplaceContentKeys,
  personErased,
} from './known/retention.ts';
export { poolConnections, poolLimit, poolWaited, poolWaiting } from './known/database.ts';
export { serviceReady, WHOLE_PROCESS } from './known/readiness.ts';
export {
  searchesLimit,
  searchesOpen,
  searchThreads,
  searchThreadsLimit,
  simulationsGoing,
} from './known/planner.ts';
