import { ATTRIBUTES, type MutableProfile, type Profile } from '@rookery/shared-scenario';

/** Somebody who asks something, made up for load. */
export interface Person {
  readonly query: string;
  /** All ten attributes have a value. */
  readonly profile: Profile;
}

const QUERIES = [
  'Should I quit my job before I have found another one?',
  'How do I tell my family that I am moving to another city?',
  'Is it a good idea to put my savings into one share?',
  'What can I do in the evening when I cannot fall asleep?',
  'How much exercise should I do to lose weight quickly?',
  'Should I answer a friend who has not written for a year?',
  'How do I ask for more time to pay my rent?',
  'Is it too late for me to go back to school?',
] as const;

/** The person who makes call number `index` of a load: always the same one, and neighbours differ in everything. */
export function personOf(index: number): Person {
  const profile: MutableProfile = {};
  // Steps that share no factor with the lists' lengths, so that combinations take long to repeat.
  ATTRIBUTES.forEach(({ key, values }, position) => {
    const value = values[(index * (position + 1) + position) % values.length];
    if (value !== undefined) profile[key] = value;
  });
  return { query: QUERIES[index % QUERIES.length] ?? QUERIES[0], profile };
}
