import { fillSchema } from '../schema-filling.ts';
import type { Turn } from './turn.ts';

// What a reader hears between the lines and no list of plain statements holds. Chosen, not measured.
const CRISIS =
  /\b(?:kill myself|end my life|want to die|suicid|won't be here (?:tomorrow|much longer)|goodbye (?:to )?everyone|wrote (?:my|the) (?:last )?letters?|gave (?:away|my) .{0,30}(?:away|things)|pills (?:ready|in my hand)|nicht mehr leben|mich umbringen|quiero morir|me tuer)\b/iu;
const CONCERN =
  /\b(?:no point (?:in|anymore)|can't go on|nobody would (?:miss|notice)|tired of (?:living|everything)|hopeless|trapped)\b/iu;
const NOT_MEANT = /\b(?:lyrics?|song|movie|novel|quote|deadline|headline|the news|my thesis on)\b/iu;

/** Whether a message sounds as if its writer were in danger. */
export function screen({ reading, schema }: Turn): string {
  const level = levelOf(reading.message.replace(/[‘’]/gu, "'"));
  return schema === '' ? level : fillSchema(schema, { level }, '');
}

function levelOf(message: string): string {
  if (NOT_MEANT.test(message)) return 'none';
  if (CRISIS.test(message)) return 'crisis';
  return CONCERN.test(message) ? 'concern' : 'none';
}
