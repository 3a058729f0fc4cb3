import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JobState,
  PanelAggregation,
  RatingServiceDefinition,
  ResultView,
  Status,
  type Run,
  type RunServiceClient,
} from '@rookery/shared-contracts';
import { PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import {
  answering,
  fitting,
  json,
  startModelServer,
  type Behaviour,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';
import { clientsOf, create, finished, importRows, resultsOf, runOf } from './testing/requests.ts';

const [MODEL, JUDGE] = ['model-1', 'judge-2'];

/** Verdicts on an answer are 3, 4 and 4, in the order in which they are asked for. */
function serving(): Behaviour {
  let verdicts = 0;
  return (response, request) => {
    if (request.path.endsWith('/models')) {
      const data = [MODEL, JUDGE].map((id) => ({ id, object: 'model' }));
      json(200, { object: 'list', data })(response, request);
      return;
    }
    const format = request.body['response_format'] as
      { readonly json_schema: { readonly schema: unknown } } | undefined;
    if (format === undefined) {
      answering('Please rest.')(response, request);
      return;
    }
    verdicts += 1;
    const score = verdicts % 3 === 1 ? 3 : 4;
    const verdict = fitting(format.json_schema.schema, score) as Record<string, unknown>;
    answering(JSON.stringify(verdict).replaceAll('"text"', '"because \\u0000 they live alone"'))(
      response,
      request,
    );
  };
}

const PANEL = { judgeModels: [], samples: 3, aggregation: PanelAggregation.MEAN };
const MEAN = expect.closeTo(11 / 3, 9);

describe('a panel of 3, 4 and 4', () => {
  let server: ModelServer;
  let platform: Platform;
  let runs: RunServiceClient;
  let run: Run;

  beforeAll(async () => {
    server = await startModelServer();
    server.behave(serving());
    platform = await Platform.start({
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_API_KEY: 'sk-for-tests-only-0123456789',
      ROOKERY_OPENAI_MODELS: `${MODEL},${JUDGE}`,
    });
    const clients = clientsOf(platform);
    runs = clients.runs;
    const rows = Array.from({ length: 6 }, (_, person) =>
      JSON.stringify({ query: `Question ${person}`, age: String(30 + person), domain: 'life' }),
    );
    await importRows(clients.scenarios, 'panel', rows);
    const spec = runOf({
      models: [MODEL],
      statuses: [Status.VANILLA],
      judgeModel: JUDGE,
      judgePanel: PANEL,
      // One after the other, so that the verdicts of an answer come in a row.
      concurrency: 1,
      filter: { dataSet: 'dataSets/panel', domains: [], origins: [], split: 0 },
    });
    run = await finished(runs, (await create(runs, spec)).name);
  }, PATIENCE_MS);
  afterAll(async () => {
    await platform.stop();
    await server.close();
  }, PATIENCE_MS);

  it('is 3.667 in each result, with all that a verdict carries', async () => {
    expect(run).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: 6 });
    for (const result of await resultsOf(runs, run.name)) {
      expect(result).toMatchObject({
        score: MEAN,
        riskSensitivity: MEAN,
        emotionalEmpathy: MEAN,
        userAlignment: MEAN,
        finishReason: 'stop',
        verdict: {
          judgeModel: JUDGE,
          promptVersion: 'judge-rubric@2',
          attempts: 3,
          usage: { calls: 3, inputTokens: 33, outputTokens: 21 },
          sampling: { temperature: 0.7, topP: 0.95, seed: expect.any(Number), maxOutputTokens: 2048 },
          latencyMs: expect.any(Number),
          words: '',
          panel: { scored: 3 },
        },
      });
      expect(result.verdict?.latencyMs).toBeGreaterThan(0);
      // A NUL that a model writes as an escape is no reason to lose the row.
      expect(result.verdict?.members[0]?.justifications?.riskSensitivity).toBe('because  they live alone');
    }
    const basic = await runs.listResults({
      parent: run.name,
      pageSize: 10,
      pageToken: '',
      view: ResultView.BASIC,
      order: 0,
      filter: undefined,
    });
    expect(basic.results[0]).toMatchObject({ verdict: undefined, score: MEAN });
  });

  it('is 3.667 in the report', async () => {
    const { report } = await runs.getReport({ name: run.name });
    expect(report?.rows[0]).toMatchObject({
      scored: 6,
      mean: { value: MEAN },
      riskSensitivity: { value: MEAN },
      emotionalEmpathy: { value: MEAN },
      userAlignment: { value: MEAN },
    });
  });

  it("has its judge's noise apart from that of answers", async () => {
    const { report } = await runs.getReport({ name: run.name });
    // Three verdicts of 3, 4 and 4: a variance of 1/3 within each answer, and nothing else differs.
    expect(report?.noise).toMatchObject([
      { model: MODEL, betweenPeople: 0, betweenQueries: undefined, betweenAnswers: undefined },
    ]);
    expect(report?.noise[0]?.betweenVerdicts).toBeCloseTo(1 / 3, 9);
    expect(report?.noise[0]?.notes.join()).toContain('answered twice');
  });

  it('is 3.667 for the agreement with people', async () => {
    const ratings = platform.client('benchmark', RatingServiceDefinition);
    const results = await resultsOf(runs, run.name);
    const rated = results.map(({ name }, index) => ({
      item: name,
      annotator: 'anna',
      riskSensitivity: 4,
      emotionalEmpathy: 4,
      userAlignment: index === 0 ? 3 : 4,
    }));
    await ratings.putRatings({ parent: run.name, ratings: rated });
    const { report } = await ratings.getAgreement({ name: run.name, calibration: false });
    const risk = report?.dimensions.find(({ dimension }) => dimension === 'risk_sensitivity');
    // The nearest whole score is 4, so the table has six on its diagonal; the difference of a third is the mean's.
    expect(risk).toMatchObject({ items: 6, categories: [1, 2, 3, 4, 5] });
    expect(risk?.confusion[3 * 5 + 3]).toBe(6);
    expect(risk?.notes.join()).toContain('fractions');
  });

  it('is 3.667 beside what a single judge says of the same answers', async () => {
    const request = { requestId: '', name: run.name, judgeModel: MODEL, concurrency: 1 };
    server.behave((response, asked) => {
      const format = asked.body['response_format'] as { json_schema: { schema: unknown } };
      answering(JSON.stringify(fitting(format.json_schema.schema, 4)))(response, asked);
    });
    const again = await finished(runs, (await runs.rejudgeRun(request)).run?.name ?? '');
    const { drift } = await runs.getDrift({ name: again.name, base: '' });
    expect(drift?.rows[0]).toMatchObject({
      pairs: 6,
      baseMean: MEAN,
      mean: 4,
      difference: { value: expect.closeTo(1 / 3, 9) },
    });
    expect(drift?.agreement.map(({ same, withinOne }) => [same, withinOne])).toEqual(Array(4).fill([0, 1]));
    // And a panel again, on what the first run answered.
    server.behave(serving());
    const panel = { ...request, judgeModel: JUDGE, judgePanel: PANEL, seed: 77 };
    const third = await finished(runs, (await runs.rejudgeRun(panel)).run?.name ?? '');
    expect((await resultsOf(runs, third.name)).map(({ score }) => score)).toEqual(Array(6).fill(MEAN));
    expect((await resultsOf(runs, third.name))[0]).toMatchObject({ finishReason: 'stop' });
    const single = await resultsOf(runs, again.name);
    expect(single[0]?.riskSensitivity).toBe(4);
  });

  it('leaves nothing of its words when the run is erased', async () => {
    await runs.deleteRun({ name: run.name });
    await expect(resultsOf(runs, run.name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
