import {
  attributeValue,
  ATTRIBUTE_KEYS,
  isAttributeKey,
  type AttributeKey,
  type MutableProfile,
  type Profile,
} from '@rookery/shared-scenario';
import { isEmptyCell, MAX_ATTRIBUTE, MAX_BACKGROUND, textOf } from './cell.ts';
import { columnNamed, type Column } from './column-names.ts';
import { profileSentence } from './profile-sentence.ts';
import { ColumnProblem } from './rejection.ts';

/** Deepest nesting of a profile: groups of groups of attributes. */
const DEEPEST = 4;

/** Collects what a row says about a person, from wherever in the row it stands. */
export class ProfileInRow {
  readonly #profile: MutableProfile = {};
  readonly #given: MutableProfile = {};
  #scenario: unknown;

  get profile(): Profile {
    return this.#profile;
  }

  /** Attributes as the row has them, where the profile has them otherwise or not at all; undefined: there are none. */
  get given(): Profile | undefined {
    return Object.keys(this.#given).length === 0 ? undefined : this.#given;
  }

  /** What the profile says of the scenario, as the authors' generated profiles do. */
  get scenario(): unknown {
    return this.#scenario;
  }

  /** @param column names it in a reason */
  add(attribute: AttributeKey, value: unknown, column: string): void {
    const text =
      typeof value === 'boolean' && attribute === 'past_self_harm_history'
        ? String(value)
        : textOf(value, column, MAX_ATTRIBUTE);
    const said = attributeValue(attribute, text);
    if (text !== '' && text !== said) this.#given[attribute] ??= text;
    if (said === undefined) return;
    const before = this.#profile[attribute];
    if (before !== undefined && before !== said) throw new ColumnProblem(column, 'is given twice');
    this.#profile[attribute] = said;
  }

  /** A column `profile`: an object of attributes, grouped or not; the same as JSON text; or a sentence. */
  addWhole(value: unknown): void {
    if (isEmptyCell(value)) return;
    if (typeof value !== 'string') {
      this.#addObject(value, 1);
      return;
    }
    const text = textOf(value, 'profile', MAX_BACKGROUND);
    if (this.addSentence(text)) return;
    this.#addObject(parsed(text), 1);
  }

  /** @returns whether the text is a profile in one sentence */
  addSentence(text: string): boolean {
    const values = profileSentence(text);
    if (values === undefined) return false;
    for (const [name, value] of values) this.#addNamed(name, value);
    return true;
  }

  #addObject(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > DEEPEST) {
      throw new ColumnProblem('profile', 'is not an object of attributes');
    }
    for (const [name, inner] of Object.entries(value)) {
      const column = columnNamed(name);
      const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      if (column !== undefined && isPartOfProfile(column)) this.#addNamed(column, inner);
      else if (isGroup) this.#addObject(inner, depth + 1);
      else if (!isEmptyCell(inner)) throw unknownAttribute();
    }
  }

  #addNamed(column: Column, value: unknown): void {
    if (column === 'scenario') this.#scenario = value;
    else if (isAttributeKey(column)) this.add(column, value, `profile.${column}`);
  }
}

function isPartOfProfile(column: Column): boolean {
  return column === 'scenario' || isAttributeKey(column);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Unlike a column's name, a key inside a profile may be anything a person wrote: it is not repeated.
function unknownAttribute(): ColumnProblem {
  return new ColumnProblem('profile', `has an unknown attribute; known are ${ATTRIBUTE_KEYS.join(', ')}`);
}
