import type { Reader } from './readers.ts';

/** A module of a library that its index does not show: what is not exported may be what is slow. */
async function inner(path: string): Promise<Record<string, (...given: never[]) => unknown>> {
  return (await import(new URL(`../../libs/${path}.ts`, import.meta.url).href)) as never;
}

/** A reader by its module, its name, and what it is given beside a text. */
async function of(
  path: string,
  name: string,
  given: (text: string) => readonly unknown[] = (text) => [text],
): Promise<Reader> {
  const read = (await inner(path))[name];
  if (read === undefined) throw new TypeError(`${path} has no ${name}`);
  return [`${name} of ${path}`, (text) => read(...(given(text) as never[]))];
}

const PROFILE = { age: '25-34', gender: 'female', profession: 'nurse', mental: 'anxiety' };
const said = (text: string): object => ({ choices: [{ message: { content: text }, finish_reason: 'stop' }] });
const PIECE = 100;

/** Answers of model servers, whole and in pieces, by what is known of how the model thinks. */
async function serverAnswers(): Promise<Reader[]> {
  const { AnswerReader } = (await inner('inference/backends/src/openai/answer-reader')) as unknown as {
    AnswerReader: new (habit: string, streamed: boolean) => { read(body: object): string; end(): string };
  };
  return ['unknown', 'silent', 'visible'].flatMap((habit): Reader[] => [
    [
      `an answer, thinking ${habit}`,
      (text) => {
        const reader = new AnswerReader(habit, false);
        reader.read(said(text));
        return reader.end();
      },
    ],
    [
      `an answer in pieces, thinking ${habit}`,
      (text) => {
        const reader = new AnswerReader(habit, true);
        for (let at = 0; at < text.length; at += PIECE) {
          reader.read({ choices: [{ delta: { content: text.slice(at, at + PIECE) } }] });
        }
        return reader.end();
      },
    ],
  ]);
}

/** Readers that no index shows. */
export async function innerReaders(): Promise<Reader[]> {
  const task = (text: string): readonly unknown[] => [
    { messages: ['system', 'user'].map((role) => ({ role, text })), settings: {} },
  ];
  const body = (text: string): readonly unknown[] => [
    { model: 'm', messages: [{ role: 'user', content: text }], tools: text },
  ];
  return Promise.all([
    of('inference/backends/src/openai/said', 'saidIn'),
    of('inference/backends/src/openai/whole-answer', 'parsedAnswer'),
    of('inference/backends/src/openai/request-lengths', 'lengthsIn', (text) => [text, 1000]),
    of('inference/backends/src/openai/retry-after', 'retryAfterMs', (text) => [
      { 'retry-after': text },
      text,
      0,
    ]),
    of('inference/backends/src/openai/model-list', 'readModelPage', (text) => [{ data: [{ id: text }] }]),
    of('inference/batches/src/read-line', 'readLine'),
    of('benchmark/synthesis/src/queries/synthesize-queries', 'readQuestions'),
    of('benchmark/synthesis/src/queries/filter-query', 'dropReason', (text) => [text, PROFILE]),
    of('benchmark/synthesis/src/queries/filter-query', 'foldedQuery'),
    of('benchmark/synthesis/src/queries/states-profile', 'statesProfile', (text) => [text, PROFILE]),
    of('agent/conversation/src/asks-why', 'asksWhy'),
    of('agent/conversation/src/wants-questions', 'wantsQuestions'),
    of('agent/conversation/src/plain-sentences', 'plainSentences'),
    of('planner/embedding/src/text-features', 'textFeatures'),
    of('shared/scenario-rows/src/profile-sentence', 'profileSentence'),
    of('shared/scenario-rows/src/situations', 'domainOfSituation'),
    of('cli/dataset-files/src/csv-form', 'csvForm', (text) => [text, true]),
    of('cli/dataset-files/src/csv-row', 'csvFields', (text) => [text, ',']),
    of('cli/dataset-files/src/json-form', 'jsonForm', (text) => [text, true]),
    of('cli/dataset-files/src/json-outline', 'jsonOutline', (text) => [text, 0]),
    of('cli/dataset-files/src/json-row', 'jsonRow'),
    of('chat/transcripts/src/words', 'wordsOf'),
    of('chat/service/src/openai/chat-request', 'chatRequestOf', body),
    of('chat/service/src/tasks/is-task', 'isTask', task),
    of('gateway/forwarder/src/grpc-timeout', 'readGrpcTimeout'),
  ]).then(async (readers) => [...readers, ...(await serverAnswers())]);
}
