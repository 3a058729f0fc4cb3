import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { lintImages } from './lint.ts';

const text = readFileSync(new URL('Dockerfile', import.meta.url), 'utf8');
const SERVICES = readdirSync(new URL('../../../apps/', import.meta.url)).filter((name) => name !== 'cli');

describe('the image file', () => {
  it('has an image for each service, small and without root', () => {
    expect(SERVICES.length).toBe(6);
    expect(lintImages(text, SERVICES)).toEqual([]);
  });

  it.each([
    ['a base without a tag', 'node:24.21.0-trixie-slim', 'node', /build: node has no fixed tag/],
    ['the newest base', 'debian13:nonroot', 'debian13:latest', /has no fixed tag/],
    ['a base with a shell', /FROM gcr.io\S+/, 'FROM node:24.21.0', /judge: .* has a shell/],
    ['root', 'USER 65532:65532', 'USER root', /judge: USER is root/],
    ['a user that is not said', 'USER 65532:65532', '', /judge: USER is not said/],
    ['a shell around the process', /ENTRYPOINT .*/, 'ENTRYPOINT node main.js', /SIGTERM/],
    ['a secret', 'ENV NODE_ENV', 'ENV ROOKERY_API_KEYS=one NODE_ENV', /ENV names a secret/],
    [
      'the whole checkout',
      'COPY --from=build /src/dist/apps/judge/ /app/',
      'COPY . /app/',
      /from the checkout[^]*bundle/,
    ],
    ['a file from somewhere', 'EXPOSE 7602', 'ADD https://example.org/x /app/', /ADD/],
    ['a service without an image', 'AS chat', 'AS talk', /chat: there is no such target/],
  ] as const)('is refused with %s', (_, what, by, problem) => {
    const broken = text.replace(what, by);
    expect(broken).not.toBe(text);
    expect(lintImages(broken, SERVICES).join('\n')).toMatch(problem);
  });
});
