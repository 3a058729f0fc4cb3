import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { plannedPaths } from './planned-paths.ts';
import { readRows } from './read-rows.ts';

async function* bytes(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
}

const read = (text: string): ReturnType<typeof plannedPaths> =>
  plannedPaths(readRows(bytes(text)), 'authors');

describe('planned paths of the authors', () => {
  it('become a library file, whatever is around the query', async () => {
    const { lines, rejected } = await read(
      [
        'User Query,Best Path',
        '"{""query_id"":""q_1"",""text"":""How do I rest?""}","[\'Emotional State\',\'Profession\']"',
        '"q_0003: What now?","[""Mental Health Status""]"',
        'Why not?,"Age -> Past Self-Harm History"',
        'No path?,[]',
        'Strange?,"[\'Shoe Size\']"',
      ].join('\n'),
    );
    const [header = '', ...paths] = lines;
    expect(
      paths.map((line) => JSON.parse(line) as { query: string; steps: { attribute: string }[] }),
    ).toMatchObject([
      { query: 'How do I rest?', steps: [{ attribute: 'emotional_state' }, { attribute: 'profession' }] },
      { query: 'What now?', steps: [{ attribute: 'mental_health_status' }] },
      { query: 'Why not?', steps: [{ attribute: 'age' }, { attribute: 'past_self_harm_history' }] },
    ]);
    const sha256 = createHash('sha256')
      .update(`${paths.join('\n')}\n`)
      .digest('hex');
    expect(JSON.parse(header)).toMatchObject({
      format: 'rookery-library',
      library: 'authors',
      paths: 3,
      sha256,
    });
    expect(rejected).toEqual([
      { row: 4, column: 'Best Path', reason: 'is not a list of attributes' },
      { row: 5, column: 'Best Path', reason: 'is not a list of attributes' },
    ]);
  });

  it.each([
    ['query,age\nWhy?,3\n', 'is neither a library file nor one of planned paths'],
    ['User Query,Best Path\nWhy?,\n', 'holds no planned path that can be taken'],
  ])('%j is refused', async (text, words) => {
    await expect(read(text)).rejects.toThrow(words);
  });
});
