import fc from 'fast-check';
import { innerReaders } from '../../readers/inner-readers.ts';
import { steepGrowth } from '../../readers/growth.ts';
import { outerReaders, type Reader } from '../../readers/readers.ts';
import { target, type AnyTarget } from '../target.ts';
import { anyText } from './any-text.ts';
import { NOTHING_INVENTED } from './nothing-invented.ts';
import { isRefusal } from './refusals.ts';
import { submissionReader } from './submission-reader.ts';

/** A text and who reads it. */
export interface TextInput {
  /** Its name in tools/readers. */
  readonly reader: string;
  readonly text: string;
  /** Whether it is also read many times over, by which work that grows faster than the text is found. */
  readonly grows: boolean;
}

/** Readers of one kind of sentence each, with what is drawn for them. */
export async function allReaders(): Promise<readonly Reader[]> {
  return [...outerReaders(), ...(await innerReaders()), submissionReader];
}

/** Plays texts on some readers: all, unless a test has its own. */
export function textsTarget(readers: () => Promise<readonly Reader[]> = allReaders): AnyTarget {
  return target<TextInput>({
    name: 'texts',
    says: 'readers of verdicts, questions, rankings, dumps and rows: nothing thrown, nothing invented, no growth',
    times: 20_000,
    open: async () => {
      const known = new Map(await readers());
      return {
        inputs: fc.record({
          reader: fc.constantFrom(...known.keys()),
          text: anyText,
          grows: fc.integer({ min: 0, max: 99 }).map((drawn) => drawn === 0),
        }),
        play: ({ reader, text, grows }) => {
          const read = known.get(reader);
          if (read === undefined) throw new Error(`there is no reader "${reader}"`);
          return playText([reader, read], text, grows);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
  });
}

async function playText([name, read]: Reader, text: string, grows: boolean): Promise<string | undefined> {
  let waits = false;
  try {
    // Refusals are answers; whatever else is thrown somebody forgot.
    const reading = read(text);
    waits = reading instanceof Promise;
    await reading;
  } catch (caught) {
    if (!isRefusal(name, caught)) return `${name}: threw ${inWords(caught)}`;
  }
  const invented = NOTHING_INVENTED.get(name)?.(text);
  if (invented !== undefined) return `${name}: ${invented}`;
  // What a reader does while somebody waits for it is not in this thread's account.
  if (!grows || waits || text === '') return undefined;
  const growth = steepGrowth(read, {
    name: 'the text',
    text: (length) => text.repeat(Math.ceil(length / text.length)).slice(0, length),
  });
  return growth === undefined ? undefined : `${name}: its work grows faster than the text, ${growth}`;
}

function inWords(caught: unknown): string {
  return caught instanceof Error ? `${caught.name}: ${caught.message.slice(0, 200)}` : typeof caught;
}
