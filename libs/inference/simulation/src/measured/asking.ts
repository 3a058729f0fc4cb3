import type { AttributeKey } from '@rookery/shared-scenario';
import { Random, seedOf } from '../random.ts';
import type { Turn } from '../purposes/turn.ts';
import { blended } from './fields.ts';
import { SKILL, SMOOTH_LIKING } from './inputs.ts';

/**
 * What a model asks for, as the transcripts show it: its own choice, or what planned paths shown to it do next, the oftener the more
 * of them agree. The same texts give the same choice every time.
 */
export function chooseAsMeasured(turn: Turn): AttributeKey | undefined {
  const own = ownChoice(turn);
  if (own === undefined) return undefined;
  const { model, reading } = turn;
  const texts = reading.examples.map(({ query, attributes }) => `${query}: ${attributes.join()}`);
  let draw = new Random(seedOf('following', model.id, reading.query, ...knownNames(turn), ...texts)).unit();
  for (const [attribute, chance] of pulls(turn)) {
    if (attribute === own) continue;
    if (draw < chance) return attribute;
    draw -= chance;
  }
  return own;
}

/** Liking, part of it shared with near queries, and a little of what the attribute would really add. */
function ownChoice({ model, reading, truth, place, fields }: Turn): AttributeKey | undefined {
  const worth = truth.standardGains(reading.known, reading.candidates);
  let best: AttributeKey | undefined;
  let most = -Infinity;
  for (const key of reading.candidates) {
    const field = fields.at(`liking ${model.id} ${key}`, place);
    const taste = blended(field, SMOOTH_LIKING, 'liking', model.id, key, reading.query);
    const score =
      model.measured.liking[key] + SKILL * (worth.get(key) ?? 0) + Math.sqrt(1 - SKILL * SKILL) * taste;
    if (score > most) [best, most] = [key, score];
  }
  return best;
}

/** The chance with which each attribute that shown paths have next draws the model away from another choice; all sum to 1 at most. */
function pulls({ model, reading, nearness }: Turn): [AttributeKey, number][] {
  const shown = reading.examples.length;
  const votes = new Map<AttributeKey, { count: number; near: number }>();
  for (const [index, { attributes }] of reading.examples.entries()) {
    const next = attributes.find((key) => reading.candidates.includes(key));
    if (next === undefined) continue;
    const { count, near } = votes.get(next) ?? { count: 0, near: 0 };
    votes.set(next, { count: count + 1, near: near + (nearness[index] ?? 0) });
  }
  const chances = [...votes].map(([key, { count, near }]): [AttributeKey, number] => {
    const willing = chanceOf(model.measured.following, (3 * count) / shown);
    return [key, willing * (0.5 + (0.5 * near) / count)];
  });
  const sum = chances.reduce((total, [, chance]) => total + chance, 0);
  return sum > 1 ? chances.map(([key, chance]) => [key, chance / sum]) : chances;
}

/** Between the measured chances of 1, 2 and 3 votes of three. */
function chanceOf(following: readonly [number, number, number], votes: number): number {
  const points = [0, ...following];
  const below = Math.min(2, Math.floor(votes));
  const [from = 0, to = 0] = [points[below], points[below + 1]];
  return from + (to - from) * (votes - below);
}

function knownNames({ reading }: Turn): string[] {
  return Object.keys(reading.known).sort();
}
