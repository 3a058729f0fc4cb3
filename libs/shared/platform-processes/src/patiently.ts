import { asRookeryError } from '@rookery/shared-errors';
import { eventually, GaveUp } from './eventually.ts';

/** What a client repeats, as docs/application-teams.md says. */
const REPEATED = ['UNAVAILABLE', 'ABORTED', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'];

/** A call that is made again while the platform is away. @throws GaveUp with any other error */
export async function patiently<Answer>(what: string, call: () => Promise<Answer>): Promise<Answer> {
  let answer: { readonly given: Answer } | undefined;
  await eventually(what, async () => {
    try {
      answer = { given: await call() };
      return true;
    } catch (caught) {
      const { code, message } = asRookeryError(caught);
      if (!REPEATED.includes(code)) throw new GaveUp(`${what}: ${code}: ${message}`, { cause: caught });
      return false;
    }
  });
  if (answer === undefined) throw new GaveUp(`${what}: no answer`);
  return answer.given;
}
