import type { Rookery } from '@rookery/shared-client';
import {
  JobState,
  LibraryBuildServiceDefinition,
  LibraryBuildSpec,
  ResultView,
  type Path,
  type Report,
  type Result,
} from '@rookery/shared-contracts';
import { eventually, patiently } from '@rookery/shared-platform-processes';
import { MODEL } from '../stage/upstream.ts';
import { BenchmarkRun, DATA_SET } from '../work/benchmark-run.ts';
import { differences } from './same-as-before.ts';

const LIBRARY = 'libraries/chaos';
const QUERY = 'Should I quit my job without a new one?';

/** What a version says of what it has stored. */
interface Said {
  readonly report: Report | undefined;
  readonly results: readonly Result[];
  readonly paths: readonly Path[];
  readonly scenarios: number;
}

/** A conversation that waits for an answer. */
interface OpenSession {
  /** `sessions/{session}` */
  readonly name: string;
  /** The attribute of the question. */
  readonly open: string;
  /** What was told before. */
  readonly told: string;
}

/** What is stored by one version and has to be there in the next: a data set, a run that has ended, a library, and a session that is open. */
export class Kept {
  readonly #run: string;
  readonly #before: Said;
  readonly #session: OpenSession;

  private constructor(run: string, before: Said, session: OpenSession) {
    this.#run = run;
    this.#before = before;
    this.#session = session;
  }

  static async store(rookery: Rookery): Promise<Kept> {
    const run = await BenchmarkRun.begin(rookery, 1, { requestId: 'ended' });
    await run.end();
    await buildLibrary(rookery);
    return new Kept(run.name, await whatIsSaid(rookery, run.name), await openSession(rookery));
  }

  /** @returns what is not as it was */
  async compare(rookery: Rookery): Promise<string[]> {
    const after = await whatIsSaid(rookery, this.#run);
    return [...differences(this.#before, after, 'kept'), ...(await this.#takeUp(rookery))];
  }

  /** The open question comes again, and what was told before is known to the answer. */
  async #takeUp(rookery: Rookery): Promise<string[]> {
    const { name, open, told } = this.#session;
    const conversation = rookery.agent.resume(name);
    const wrong: string[] = [];
    const known = [told];
    let questions = 0;
    for await (const event of conversation) {
      if (event.kind === 'question') {
        if (questions === 0 && event.attribute !== open)
          wrong.push(`the session asked for ${open}, and now for ${event.attribute}`);
        questions += 1;
        known.push(event.attribute);
        conversation.reply(`what I know of ${event.attribute}`);
      }
      if (event.kind === 'answer') {
        const lost = known.filter((attribute) => !event.answer.factsUsed.includes(attribute));
        return [...wrong, ...lost.map((one) => `the session lost ${one}`)];
      }
    }
    return [...wrong, 'the session ended without an answer'];
  }
}

async function buildLibrary(rookery: Rookery): Promise<void> {
  const builds = rookery.service(LibraryBuildServiceDefinition);
  const options = { answerModel: MODEL, judgeModel: MODEL, depth: 2, budget: 12, seed: 1 };
  const spec = LibraryBuildSpec.fromPartial({ library: LIBRARY, dataSet: DATA_SET, limit: 4, options });
  const { build } = await patiently('a library is built', () =>
    builds.createLibraryBuild({ requestId: 'kept', spec }),
  );
  await eventually('the end of the build', async () => {
    const seen = await builds.getLibraryBuild({ name: build?.name ?? '' });
    return seen.build?.state === JobState.SUCCEEDED;
  });
}

/** A session with one fact, and a question that waits for its answer. */
async function openSession(rookery: Rookery): Promise<OpenSession> {
  const conversation = rookery.agent.converse({
    query: QUERY,
    model: MODEL,
    maxQuestions: 3,
    reading: 'literal',
  });
  let told = '';
  for await (const event of conversation) {
    if (event.kind !== 'question') continue;
    if (told !== '') return { name: conversation.session ?? '', open: event.attribute, told };
    told = event.attribute;
    conversation.reply(`what I know of ${told}`);
  }
  throw new Error('the agent asked no second question');
}

async function whatIsSaid(rookery: Rookery, run: string): Promise<Said> {
  const { report } = await patiently('the report', () => rookery.runs.getReport({ name: run }));
  const results = await pages('results', (pageToken) =>
    rookery.runs
      .listResults({ parent: run, pageSize: 100, pageToken, view: ResultView.FULL })
      .then(({ results: items, nextPageToken }) => ({ items, nextPageToken })),
  );
  const paths = await pages('paths', (pageToken) =>
    rookery.libraries
      .listPaths({ parent: LIBRARY, pageSize: 100, pageToken })
      .then(({ paths: items, nextPageToken }) => ({ items, nextPageToken })),
  );
  const scenarios = await pages('scenarios', (pageToken) =>
    rookery.scenarios
      .listScenarios({ filter: { dataSet: DATA_SET }, pageSize: 100, pageToken })
      .then(({ scenarios: items, nextPageToken }) => ({ items, nextPageToken })),
  );
  return { report, results, paths, scenarios: scenarios.length };
}

async function pages<Item>(
  what: string,
  read: (pageToken: string) => Promise<{ readonly items: readonly Item[]; readonly nextPageToken: string }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let pageToken = '';
  do {
    const token = pageToken;
    const page = await patiently(what, () => read(token));
    all.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return all;
}
