import type { MethodDefinition } from '@grpc/grpc-js';
import type { ServiceImplementation } from 'nice-grpc';
import { loadReflectionSet } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';

const asItIs = (bytes: Buffer): Buffer => bytes;

/** grpc.reflection.v1 with messages that are still bytes: only a call that is answered needs code that reads them. */
export const ReflectionDefinition = {
  serverReflectionInfo: {
    path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    requestStream: true,
    responseStream: true,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  } satisfies MethodDefinition<Buffer, Buffer>,
} as const;

/**
 * Answers what the contracts are. Reading them all takes a tenth of a second, and few processes are ever asked: it is done at the first
 * call.
 * @param names full names of the services that are listed
 */
export function reflection(names: readonly string[]): ServiceImplementation<typeof ReflectionDefinition> {
  let loaded: ReturnType<typeof load> | undefined;
  return {
    async *serverReflectionInfo(requests, context) {
      const { answers, read, write } = await (loaded ??= load(names));
      async function* questions() {
        for await (const bytes of requests) yield read(bytes);
      }
      for await (const answer of answers(questions(), context)) yield write(answer);
    },
  };
}

async function load(names: readonly string[]) {
  const [{ ServerReflection, ServerReflectionService }, set] = await Promise.all([
    import('nice-grpc-server-reflection'),
    loadReflectionSet(),
  ]);
  const { requestDeserialize, responseSerialize } = ServerReflectionService.serverReflectionInfo;
  const read = (bytes: Buffer) => {
    try {
      return requestDeserialize(bytes);
    } catch {
      throw invalidArgument(
        'message',
        'its bytes are no message of type grpc.reflection.v1.ServerReflectionRequest',
      );
    }
  };
  return { answers: ServerReflection(set, names).serverReflectionInfo, read, write: responseSerialize };
}
