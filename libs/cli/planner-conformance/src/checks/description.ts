import { isRookeryError } from '@rookery/shared-errors';
import { expect, type Check, type Subject } from '../check.ts';
import { trial, trialProblem } from '../trial.ts';

type Parameter = Subject['description']['parameters'][number];

/** What a planner says of itself, and whether it keeps to it when a search starts. */
export const descriptionChecks = (): readonly Check[] => [
  {
    name: 'describes itself the same way each time',
    run: async ({ planner, description }) => {
      const again = await planner.describe();
      expect(JSON.stringify(again) === JSON.stringify(description), 'Describe gave two descriptions');
      return undefined;
    },
  },
  {
    name: 'refuses unknown parameters (INVALID_ARGUMENT)',
    run: async (subject) => {
      await refused(subject, { no_such_parameter: 1 }, 'INVALID_ARGUMENT', 'no_such_parameter');
      return undefined;
    },
  },
  {
    name: 'refuses parameters of the wrong type or out of range (INVALID_ARGUMENT)',
    run: async (subject) => {
      const { parameters } = subject.description;
      if (parameters.length === 0) return 'it has no parameters';
      for (const parameter of parameters) {
        for (const value of wrongValues(parameter)) {
          const what = `${parameter.name} = ${JSON.stringify(value)}`;
          await refused(subject, { [parameter.name]: value }, 'INVALID_ARGUMENT', what);
        }
      }
      return undefined;
    },
  },
  {
    name: 'works with every parameter at the ends of its range',
    run: async (subject) => {
      const { parameters } = subject.description;
      if (parameters.length === 0) return 'it has no parameters';
      for (const parameter of parameters) {
        for (const value of extremeValues(parameter)) {
          const given = { [parameter.name]: value };
          await trial(subject, { parameters: given, problem: { budget: 10 } }).catch((caught: unknown) => {
            const why = caught instanceof Error ? caught.message : String(caught);
            expect(false, `${parameter.name} = ${JSON.stringify(value)}: ${why}`);
          });
        }
      }
      return undefined;
    },
  },
];

async function refused(
  subject: Subject,
  parameters: Readonly<Record<string, unknown>>,
  code: string,
  what: string,
): Promise<void> {
  const problem = trialProblem(subject);
  const signal = AbortSignal.any([subject.signal, AbortSignal.timeout(subject.patienceMs)]);
  const given = await subject.planner.begin(problem, parameters, signal).then(
    (search) => {
      search.close?.();
      return 'accepted';
    },
    (caught: unknown) => (isRookeryError(caught) ? caught.code : 'an error of no kind'),
  );
  expect(given === code, `${what}: ${given === 'accepted' ? 'was accepted' : `was ${given}, not ${code}`}`);
}

function wrongValues(parameter: Parameter): unknown[] {
  switch (parameter.type) {
    case 'number':
      return ['much', (parameter.max ?? 0) + 1, (parameter.min ?? 0) - 1];
    case 'integer':
      return ['much', (parameter.min ?? 0) + 0.5, (parameter.max ?? 0) + 1, (parameter.min ?? 0) - 1];
    case 'choice':
      return [7, 'none of the options'];
    case 'flag':
      return [7, 'yes'];
  }
}

function extremeValues(parameter: Parameter): unknown[] {
  switch (parameter.type) {
    case 'number':
    case 'integer':
      return [parameter.min, parameter.max];
    case 'choice':
      return [...(parameter.options ?? [])];
    case 'flag':
      return [true, false];
  }
}
