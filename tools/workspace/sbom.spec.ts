import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { sbomOf } from './sbom.ts';

const { version } = JSON.parse(readFileSync('node_modules/yaml/package.json', 'utf8')) as { version: string };

it('a bill of materials holds each package that is in a bundle, once, and none of the workspace', () => {
  const files = [
    'libs/judge/service/src/index.ts',
    'node_modules/yaml/dist/index.js',
    'node_modules/yaml/dist/parse/cst.js',
  ];
  const { components } = sbomOf('judge', '1.2.3', files, ['@grpc/grpc-js']) as { components: object[] };
  expect(components).toEqual([
    expect.objectContaining({
      name: '@grpc/grpc-js',
      purl: expect.stringMatching(/^pkg:npm\/%40grpc\/grpc-js@\d/) as unknown,
    }),
    expect.objectContaining({
      name: 'yaml',
      purl: `pkg:npm/yaml@${version}`,
      licenses: [{ license: { id: 'ISC' } }],
    }),
  ]);
});
