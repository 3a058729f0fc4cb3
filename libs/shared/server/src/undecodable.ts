import { invalidArgument } from '@rookery/shared-errors';
import { requestDescriptor } from '@rookery/shared-runtime';
import type { ContractService } from '@rookery/shared-transport';

/** What stands for a request whose bytes are no message of its type. */
class Undecodable {
  /** Full name of the type. */
  readonly type: string;

  constructor(type: string) {
    this.type = type;
  }
}

/**
 * The service with requests that can all be decoded, some of them to nothing: grpc-js ends a call whose message its decoder refuses
 * with INTERNAL, before anything of ours has seen it, and it is the caller who made the mistake.
 */
export function decodingAll<Definition extends ContractService>(definition: Definition): Definition {
  const methods = Object.entries(definition.methods).map(([name, method]) => {
    const { requestType } = method as unknown as {
      readonly requestType: { decode(bytes: Uint8Array): unknown };
    };
    const type =
      requestDescriptor(`/${definition.fullName}/${method.name}`)?.typeName ?? `that ${method.name} takes`;
    const decode = (bytes: Uint8Array): unknown => {
      try {
        return requestType.decode(bytes);
      } catch {
        // What the decoder says is about bytes, which say nothing to whoever wrote a message.
        return new Undecodable(type);
      }
    };
    return [name, { ...method, requestType: { ...requestType, decode } }];
  });
  return { ...definition, methods: Object.fromEntries(methods) as Definition['methods'] };
}

/** @throws RookeryError INVALID_ARGUMENT (message) for a request whose bytes are none */
export function refuseUndecodable(request: unknown): void {
  if (request instanceof Undecodable)
    throw invalidArgument('message', `its bytes are no message of type ${request.type}`);
}
