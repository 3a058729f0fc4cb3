import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const page = readFileSync('ARCHITECTURE.md', 'utf8');

/** The first column of the rows below a heading, without its code marks. */
function firstColumn(heading: string): string[] {
  const section = page.slice(page.indexOf(`## ${heading}`)).split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
}

const folders = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

describe('ARCHITECTURE.md', () => {
  it('has a sentence for every library, and for none that is not there', () => {
    const rooms = folders('libs').flatMap((scope) =>
      folders(`libs/${scope}`)
        .map((name) => `${scope}/${name}`)
        .filter((room) => existsSync(`libs/${room}/package.json`)),
    );
    expect(firstColumn('Rooms').sort()).toEqual(rooms.sort());
  });

  it('names every process', () => {
    expect(firstColumn('Processes and their services').sort()).toEqual(folders('apps').sort());
  });

  it('says which services a process serves', () => {
    const services = readdirSync('proto/rookery', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('_service.proto'))
      .map((file) => /^service (\w+)/m.exec(readFileSync(`proto/rookery/${file}`, 'utf8'))?.[1] ?? file);
    // Every process serves its counters; a planner in another process serves the last one.
    const elsewhere = ['ProcessService', 'PlannerBackendService'];
    for (const service of services.filter((name) => !elsewhere.includes(name))) {
      expect(page).toContain(`\`${service}\``);
    }
  });
});
