import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchedFromHub, isOnHub, type Hub } from './hub-files.ts';

/** Data sets of a hub, with their files. */
const REPOSITORIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'anna/rows': { 'README.md': '# Rows', 'dataset_info.json': '{}', 'data/train.csv': 'query\nWhy not?\n' },
  'anna/two': { 'train.json': '[]', 'test.json': '[{"query": "Test?"}]' },
  'anna/none': { 'picture.png': 'x' },
  'anna/evil': { '../../../evil.csv': 'query\nWhy?\n' },
};
let server: Server;
let folder: string;
let hub: Hub;
const downloads: string[] = [];

// The two calls of the hub that a fetch needs, as its own documentation has them.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-hub-'));
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://hub');
    const [, listed] = /^\/api\/datasets\/([^/]+\/[^/]+)\/tree\//u.exec(pathname) ?? [];
    const [, name = '', path = ''] =
      /^\/datasets\/([^/]+\/[^/]+)\/resolve\/main\/(.+)$/u.exec(pathname) ?? [];
    if (listed === 'anna/secret') return void response.writeHead(401).end('{"error": "no"}');
    if (listed !== undefined) {
      const files = REPOSITORIES[listed];
      if (files === undefined) return void response.writeHead(404).end('{"error": "not found"}');
      response.setHeader('content-type', 'application/json');
      const tree = Object.entries(files).map(([file, text]) => ({
        type: 'file',
        path: file,
        size: text.length,
        oid: '0',
      }));
      return void response.end(JSON.stringify(tree));
    }
    const text = REPOSITORIES[name]?.[decodeURIComponent(path)];
    if (text === undefined) return void response.writeHead(404).end();
    downloads.push(path);
    const [, from, to] = /bytes=(\d+)-(\d+)/u.exec(request.headers.range ?? '') ?? [];
    response.setHeader('etag', '"1"');
    if (from === undefined) return void response.end(text);
    response.setHeader('content-range', `bytes ${from}-${to}/${text.length}`);
    return void response.writeHead(206).end(text.slice(Number(from), Number(to) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  hub = { url: `http://127.0.0.1:${port}/`, token: undefined, folder, signal: new AbortController().signal };
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

describe('a data set of the hub', () => {
  it('is fetched where it has one file of rows, and kept', async () => {
    expect(isOnHub('hf:anna/rows')).toBe(true);
    const file = await fetchedFromHub('hf:anna/rows', hub);
    expect(await readFile(file, 'utf8')).toBe('query\nWhy not?\n');
    const before = downloads.length;
    expect(await fetchedFromHub('hf:anna/rows/data/train.csv', hub)).toBe(file);
    expect(downloads).toHaveLength(before);
  });

  it('says which files of several there are', async () => {
    await expect(fetchedFromHub('hf:anna/two', hub)).rejects.toThrow(
      'hf:anna/two: has several files of rows; name one or several: hf:anna/two/train.json hf:anna/two/test.json',
    );
    const file = await fetchedFromHub('hf:anna/two/test.json', hub);
    expect(await readFile(file, 'utf8')).toContain('Test?');
  });

  it.each([
    ['hf:anna', 'INVALID_ARGUMENT', 'is no data set of the hub; hf:OWNER/NAME is wanted'],
    ['hf:anna/rows/../../etc/passwd', 'INVALID_ARGUMENT', 'is no data set of the hub'],
    ['hf:../..', 'INVALID_ARGUMENT', 'is no data set of the hub'],
    ['hf:anna/rows@..', 'INVALID_ARGUMENT', 'is no data set of the hub'],
    ['hf:anna/evil', 'NOT_FOUND', 'has no such file of rows'],
    ['hf:anna/none', 'NOT_FOUND', 'has no such file of rows'],
    ['hf:anna/rows/other.csv', 'NOT_FOUND', 'has no such file of rows'],
    ['hf:anna/missing', 'NOT_FOUND', 'the hub has no such data set'],
    ['hf:anna/secret', 'PERMISSION_DENIED', 'the hub shows it to nobody without a token (HF_TOKEN)'],
  ])('%s is refused', async (word, code, words) => {
    await expect(fetchedFromHub(word, hub)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it('says what to do where the hub cannot be reached', async () => {
    const away = { ...hub, url: 'http://127.0.0.1:9' };
    await expect(fetchedFromHub('hf:anna/rows', away)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(
        /the hub at http:\/\/127\.0\.0\.1:9 cannot be reached \(.+\); download the file elsewhere/,
      ),
    });
  });
});
