import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findHelm, rendered } from './helm.ts';
import { chartHash, headOf, renderedFile, SETTINGS } from './rendered.ts';

const wanted = process.env['ROOKERY_TEST_CLUSTER'] === 'yes';
const helm = wanted ? findHelm((text) => console.error(text)) : undefined;

(wanted ? describe : describe.skip)('helm (needs npm run test:cluster)', () => {
  it.each(SETTINGS)('makes what is checked in, of the setting $name', (setting) => {
    const text = `${headOf(chartHash())}\n${rendered(helm ?? 'helm', setting)}`;
    expect(readFileSync(renderedFile(setting), 'utf8')).toBe(text);
  });

  it.each([
    ['an image without a fixed tag', 'images.tag=latest', /images\/tag/],
    ['a value that there is not', 'services.judge.replica=2', /additional properties 'replica' not allowed/],
    ['no time for answers in flight', 'vllm.shutdownTimeoutSeconds=0', /shutdownTimeoutSeconds/],
    ['a slice as a product', 'gpuClasses.A100={NVIDIA-A100-SXM4-80GB-MIG-1g.10gb}', /gpuClasses/],
    ['a class that there is not', 'models.qwq-32b.gpuClass=B200', /gpuClass: B200 is none of gpuClasses/],
    ['a branch of a hub', 'models.qwq-32b.revision=main', /revision/],
    ['a secret as a value', 'secrets.platform=the-secret-itself', /secrets\/platform/],
    [
      'more connections than PostgreSQL takes',
      'services.judge.replicas=90',
      /database\.maxConnections: the services open up to \d+/,
    ],
  ])('refuses %s', (_, value, message) => {
    const words = ['--values', 'settings/paper.yaml', '--set', value];
    expect(() => rendered(helm ?? 'helm', { arguments: words })).toThrow(message);
  });
});
