import {
  createFileRegistry,
  fromBinary,
  type DescField,
  type DescMessage,
  type FileRegistry,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { descriptorSet } from '@rookery/shared-contracts';

let files: FileRegistry | undefined;

/** Every contract of the platform, as descriptors. They are read when they are first needed: a command that only calls does not need them. */
export function contractFiles(): FileRegistry {
  return (files ??= createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet)));
}

/** The descriptor of a message type, e.g. `rookery.judge.v1.JudgeRequest`. @throws Error when there is none */
export function messageDescriptor(typeName: string): DescMessage {
  const descriptor = contractFiles().getMessage(typeName);
  if (descriptor === undefined) throw new Error(`no message type ${typeName} in the contracts`);
  return descriptor;
}

/** The request type of the method at a gRPC path such as `/rookery.judge.v1.JudgeService/Judge`, if it is ours. */
export function requestDescriptor(path: string): DescMessage | undefined {
  const [, service = '', method = ''] = path.split('/');
  return contractFiles()
    .getService(service)
    ?.methods.find(({ name }) => name === method)?.input;
}

/** Whether the field holds what a person said or is. */
export function isPersonal(field: DescField): boolean {
  return field.proto.options?.debugRedact === true;
}

/** Well-known types are not plain messages in the generated code (Timestamp is a Date). */
export function isWellKnown(message: DescMessage): boolean {
  return message.typeName.startsWith('google.protobuf.');
}
