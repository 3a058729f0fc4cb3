/** Who waits for work: a person in front of a screen, or nobody at this moment. */
export type WorkClass = 'interactive' | 'batch';

/** What a call is made for. It goes along with every call that is made because of it. */
export interface Work {
  /** Interactive work goes first wherever work has to wait. */
  readonly class: WorkClass;
  /** The job whose books it stands in, such as `runs/ID`; empty: none. */
  readonly job: string;
}

/** What a call is for that says nothing of it. */
export const INTERACTIVE_WORK: Work = { class: 'interactive', job: '' };

/** Metadata that says how urgent a call is. Callers from outside may set it. */
export const WORK_CLASS_KEY = 'rookery-work-class';
/** Metadata that names the job. From outside it ends at the gateway. */
export const JOB_KEY = 'rookery-job';

const CLASSES: ReadonlySet<string> = new Set<WorkClass>(['interactive', 'batch']);

/** What is wrong with the class that a call names, in words; undefined: nothing. */
export function wrongWorkClass(named: string | undefined): string | undefined {
  if (named === undefined || CLASSES.has(named)) return undefined;
  return `is ${JSON.stringify(named.slice(0, 50))}, which is none of: interactive, batch`;
}

/** What a call is for, by the values of the two keys; interactive and no job's where they say nothing. */
export function workOf(workClass: string | undefined, job: string | undefined): Work {
  return {
    class: workClass === 'batch' ? 'batch' : INTERACTIVE_WORK.class,
    job: job ?? INTERACTIVE_WORK.job,
  };
}

/** The same as metadata: names and values by turns. */
export function workMetadata(work: Work): [string, string][] {
  const named: [string, string][] = [[WORK_CLASS_KEY, work.class]];
  return work.job === '' ? named : [...named, [JOB_KEY, work.job]];
}
