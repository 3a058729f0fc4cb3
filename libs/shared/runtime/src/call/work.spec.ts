import { describe, expect, it } from '@jest/globals';
import {
  INTERACTIVE_WORK,
  JOB_KEY,
  WORK_CLASS_KEY,
  workMetadata,
  workOf,
  wrongWorkClass,
  type Work,
} from './work.ts';

const through = (work: Work): Work => {
  const sent = new Map(workMetadata(work));
  return workOf(sent.get(WORK_CLASS_KEY), sent.get(JOB_KEY));
};

describe('what work is for', () => {
  it.each<Work>([INTERACTIVE_WORK, { class: 'batch', job: '' }, { class: 'batch', job: 'runs/1' }])(
    'arrives as it was sent: %j',
    (work) => expect(through(work)).toEqual(work),
  );

  it('is interactive where nothing is said', () => {
    expect(workOf(undefined, undefined)).toEqual(INTERACTIVE_WORK);
  });

  it('has a class that is known', () => {
    expect(['interactive', 'batch', undefined].map(wrongWorkClass)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(wrongWorkClass('urgent')).toBe('is "urgent", which is none of: interactive, batch');
    expect(wrongWorkClass('constructor')).toContain('which is none of');
  });
});
