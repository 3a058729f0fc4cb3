import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { KNOWN_VARIABLES } from '@rookery/shared-runtime';
import { containersOf, readManifests, workloadsOf } from './policies/manifest.ts';
import { renderedFile, SETTINGS } from './rendered.ts';

const ROOT = new URL('../../', import.meta.url);
const workloads = SETTINGS.flatMap((setting) => workloadsOf(readManifests(renderedFile(setting))));
const ours = workloads.flatMap(containersOf).filter(({ image }) => image.includes('/rookery/'));

describe('the chart and the services', () => {
  it('agree on the names of variables', () => {
    const names = new Set(ours.flatMap(({ env = [] }) => env.map(({ name }) => name)));
    names.delete('POD_IP');
    expect(names.size).toBeGreaterThan(15);
    expect([...names].filter((name) => !KNOWN_VARIABLES.includes(name))).toEqual([]);
  });

  it('agree on the ports', () => {
    const page = readFileSync(new URL('docs/variables.md', ROOT), 'utf8');
    const documented = /ROOKERY_PORT` .*\n/.exec(page)?.[0] ?? '';
    for (const { env = [] } of ours) {
      const port = env.find(({ name }) => name === 'ROOKERY_PORT')?.value;
      if (port !== undefined) expect(documented).toContain(port);
    }
  });

  it('have the gateway reach what the chat service holds of people', () => {
    for (const setting of SETTINGS) {
      const containers = workloadsOf(readManifests(renderedFile(setting))).flatMap(containersOf);
      const of = (name: string, variable: string): string =>
        containers.find((one) => one.name === name)?.env?.find((one) => one.name === variable)?.value ?? '';
      expect(of('chat', 'ROOKERY_CHAT_INNER_PORT')).toMatch(/^\d+$/);
      expect(of('gateway', 'ROOKERY_CHAT_ADDRESS')).toMatch(
        new RegExp(`-chat-replicas\\..*:${of('chat', 'ROOKERY_CHAT_INNER_PORT')}$`),
      );
    }
  });

  it('have an image for each container', () => {
    const images = readFileSync(new URL('images/Dockerfile', import.meta.url), 'utf8');
    const targets = [...images.matchAll(/^FROM .* AS ([\w-]+)$/gm)].map(([, name]) => name);
    const asked = new Set(ours.map(({ image }) => /\/rookery\/([\w-]+):/.exec(image)?.[1]));
    expect([...asked].filter((name) => !targets.includes(name))).toEqual([]);
  });

  it('agree with the plan of the paper on connections', () => {
    const plan = JSON.parse(readFileSync(new URL('docs/capacity-paper.json', ROOT), 'utf8')) as {
      services: { connections: number; connectionsPerWorker: number };
    };
    const paper = SETTINGS.find(({ name }) => name === 'paper') ?? SETTINGS[0];
    const deployments = paper === undefined ? [] : workloadsOf(readManifests(renderedFile(paper)));
    const of = (worker: boolean): number[] =>
      deployments
        .filter(
          ({ manifest, pod }) => manifest.kind === 'Deployment' && pod.containers.some(isWorker) === worker,
        )
        .map(({ manifest, pod }) => {
          const variables = pod.containers.flatMap(({ env = [] }) => env);
          const connections = Number(
            variables.find(({ name }) => name === 'ROOKERY_DATABASE_CONNECTIONS')?.value,
          );
          // One more pod while it is rolled out.
          return worker ? connections : connections * (Number(manifest.spec?.['replicas']) + 1);
        });
    expect(of(false).reduce((sum, one) => sum + one, 0)).toBe(plan.services.connections);
    expect([...new Set(of(true))]).toEqual([plan.services.connectionsPerWorker]);
  });
});

const isWorker = ({ name }: { readonly name: string }): boolean => name === 'worker';
