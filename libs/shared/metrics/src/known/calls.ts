import { counter, durations, gauge } from '../registry.ts';

// The names and labels of the gRPC ecosystem (go-grpc-middleware), so that dashboards of others read them too.
const CALL = ['grpc_type', 'grpc_service', 'grpc_method'] as const;

const handled = counter({
  name: 'grpc_server_handled_total',
  help: 'Calls that ended, by status.',
  labels: [...CALL, 'grpc_code'],
});
const handling = durations({
  name: 'grpc_server_handling_seconds',
  help: 'How long calls took, from their first byte until their handler was done.',
  labels: CALL,
});
const inFlight = gauge({
  name: 'rookery_calls_in_flight',
  help: 'Calls being served.',
  labels: CALL,
});

type Kind = 'unary' | 'client_stream' | 'server_stream' | 'bidi_stream';

/** A method of a service, as the transport describes it. */
export interface ServedMethod {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** What is counted of the calls of one method. */
export interface CallCounts {
  begin(): void;
  /** @param code `OK` or an ErrorCode */
  end(code: string, seconds: number): void;
}

const methods = new Map<string, CallCounts>();

/** The counts of a method. Only methods that a server has come here, so there are as many as contracts have. */
export function callCounts(method: ServedMethod): CallCounts {
  let counts = methods.get(method.path);
  if (counts === undefined) {
    counts = countsOf(method);
    methods.set(method.path, counts);
  }
  return counts;
}

function countsOf(method: ServedMethod): CallCounts {
  const [, grpc_service = '', grpc_method = ''] = method.path.split('/');
  const labels = { grpc_type: kindOf(method), grpc_service, grpc_method };
  // Bound once: to look labels up costs more than to count.
  const [going, took] = [inFlight.labels(labels), handling.labels(labels)];
  const byCode = new Map<string, { inc: () => void }>();
  return {
    begin: () => going.inc(),
    end: (code, seconds) => {
      going.dec();
      took.observe(seconds);
      let ended = byCode.get(code);
      if (ended === undefined) {
        ended = handled.labels({ ...labels, grpc_code: code });
        byCode.set(code, ended);
      }
      ended.inc();
    },
  };
}

function kindOf({ requestStream, responseStream }: ServedMethod): Kind {
  if (requestStream) return responseStream ? 'bidi_stream' : 'client_stream';
  return responseStream ? 'server_stream' : 'unary';
}
