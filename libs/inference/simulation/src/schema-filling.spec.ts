import { describe, expect, it } from '@jest/globals';
import { fillSchema } from './schema-filling.ts';

const fill = (properties: object, filling: Parameters<typeof fillSchema>[1]): unknown =>
  JSON.parse(fillSchema(JSON.stringify({ type: 'object', properties }), filling, 'prose'));

describe('fillSchema', () => {
  it('fills what it knows and gives the rest what its type allows', () => {
    const properties = {
      score: { type: 'integer', minimum: 1, maximum: 5 },
      why: { type: 'string' },
      sure: { type: 'boolean' },
      list: { type: 'array' },
      unknown: { type: 'number', minimum: 2 },
    };
    expect(fill(properties, { score: 9, list: ['a'] })).toEqual({
      score: 5,
      why: 'prose',
      sure: false,
      list: ['a'],
      unknown: 2,
    });
  });

  it('keeps to an enum', () => {
    const properties = { attribute: { type: 'string', enum: ['age', 'gender'] } };
    expect(fill(properties, { attribute: 'gender' })).toEqual({ attribute: 'gender' });
    expect(fill(properties, { attribute: 'shoe size' })).toEqual({ attribute: 'age' });
  });

  it('hands a score down to an object that justifies it', () => {
    const risk = {
      type: 'object',
      properties: { score: { type: 'integer' }, justification: { type: 'string' } },
    };
    expect(fill({ risk }, { risk: 4 })).toEqual({ risk: { score: 4, justification: 'prose' } });
  });

  it('fills nothing into what is no schema', () => {
    expect(fillSchema('[', {}, 'prose')).toBe('{}');
  });
});
