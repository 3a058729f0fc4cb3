import { bodiesTarget } from './bodies/bodies-target.ts';
import { filesTarget } from './files/files-target.ts';
import { framesTarget } from './frames/frames-target.ts';
import type { AnyTarget } from './target.ts';
import { messagesTarget } from './messages/messages-target.ts';
import { textsTarget } from './texts/texts-target.ts';

/** All that can be fuzzed. */
export const TARGETS: readonly AnyTarget[] = [
  messagesTarget(),
  framesTarget(),
  bodiesTarget(),
  filesTarget(),
  textsTarget(),
];
