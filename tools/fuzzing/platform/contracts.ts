import {
  createFileRegistry,
  fromBinary,
  type DescMessage,
  type FileRegistry,
  type Message,
} from '@bufbuild/protobuf';
import { anyUnpack, FileDescriptorSetSchema, type Any } from '@bufbuild/protobuf/wkt';
import { loadReflectionSet } from '@rookery/shared-contracts';

/** What reflection says: every contract, health, and the details of errors. */
export const CONTRACTS: FileRegistry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, await loadReflectionSet()),
);

/** A method of a contract. */
export interface Method {
  /** Of gRPC: `/rookery.judge.v1.JudgeService/Judge`. */
  readonly path: string;
  readonly input: DescMessage;
  readonly sendsMany: boolean;
  readonly answersMany: boolean;
}

/** Every method of every service that reflection shows. */
export const METHODS: readonly Method[] = [...CONTRACTS]
  .flatMap((one) => (one.kind === 'service' ? [one] : []))
  .flatMap(({ typeName, methods }) =>
    methods.map(({ name, input, methodKind }) => ({
      path: `/${typeName}/${name}`,
      input,
      sendsMany: methodKind === 'client_streaming' || methodKind === 'bidi_streaming',
      answersMany: methodKind === 'server_streaming' || methodKind === 'bidi_streaming',
    })),
  );

const STATUS = CONTRACTS.getMessage('google.rpc.Status');

/** The fields that a serialised google.rpc.Status names: those of its BadRequest and of its QuotaFailure. */
export function fieldsNamed(details: Uint8Array): string[] {
  if (STATUS === undefined) throw new Error('reflection shows no google.rpc.Status');
  const status = fromBinary(STATUS, details) as Message & { readonly details: readonly Any[] };
  return status.details.flatMap((detail) => {
    const part = anyUnpack(detail, CONTRACTS) as
      Partial<Record<'fieldViolations' | 'violations', Violation[]>> | undefined;
    return [...(part?.fieldViolations ?? []), ...(part?.violations ?? [])].map(
      ({ field, subject }) => field ?? subject ?? '',
    );
  });
}

interface Violation {
  readonly field?: string;
  readonly subject?: string;
}
