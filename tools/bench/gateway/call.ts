/** The call that the bench makes: a path that the gateway routes to the benchmark service, 100 bytes each way. */
export const CALL_PATH = '/rookery.benchmark.v1.ScenarioService/GetScenario';
export const MESSAGE_BYTES = 100;
/** A message with its gRPC prefix: not compressed, four bytes of length. */
export const FRAME_BYTES = MESSAGE_BYTES + 5;
