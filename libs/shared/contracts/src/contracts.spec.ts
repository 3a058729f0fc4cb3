import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import * as contracts from './index.ts';

const files = fromBinary(FileDescriptorSetSchema, contracts.descriptorSet).file;

describe('the generated contracts', () => {
  it('hold a typed definition of every service in the descriptor set', () => {
    const services = files.flatMap((file) =>
      file.service.map((service) => ({ name: service.name, full: `${file.package}.${service.name}` })),
    );
    expect(services.length).toBeGreaterThanOrEqual(6);
    for (const service of services) {
      const definition = (contracts as Record<string, unknown>)[`${service.name}Definition`];
      expect(definition).toMatchObject({ fullName: service.full });
    }
  });

  it('redact every field that can carry words of a person', () => {
    const personal = new Set([
      'query',
      'background',
      'response',
      'text',
      'texts',
      'content',
      'json',
      'values',
    ]);
    // Words of the agent and of the deployment, numbers, and values of the reference vocabulary with their counts.
    const impersonal = new Set([
      '.rookery.planner.v1.Question.text',
      '.rookery.planner.v1.AiNotice.text',
      '.rookery.planner.v1.Weights.values',
      '.rookery.inference.v1.Embedding.values',
      '.rookery.benchmark.v1.AttributeShare.values',
      '.rookery.benchmark.v1.AllowedValues.values',
      '.rookery.benchmark.v1.BalanceTest.values',
    ]);
    const open = files
      .filter((file) => file.package.startsWith('rookery.'))
      .flatMap((file) =>
        file.messageType.flatMap((message) =>
          message.field
            .filter((field) => personal.has(field.name) && field.options?.debugRedact !== true)
            .map((field) => `.${file.package}.${message.name}.${field.name}`),
        ),
      );
    expect(open.filter((field) => !impersonal.has(field))).toEqual([]);
  });
});
