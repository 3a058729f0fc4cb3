import { expect, it } from '@jest/globals';
import { readConfig } from '@rookery/shared-runtime';
import { chatConfig } from './config.ts';

const open = (host: string, more: object) => () => readConfig(chatConfig, { ROOKERY_HOST: host, ...more });

it('the chat service demands keys of either kind where others could reach it', () => {
  expect(open('0.0.0.0', {})).toThrow(/without ROOKERY_API_KEYS or ROOKERY_OPERATOR_KEYS/);
  expect(open('0.0.0.0', { ROOKERY_API_KEYS: 'a-good-key' })).not.toThrow();
  expect(open('0.0.0.0', { ROOKERY_OPERATOR_KEYS: 'a-good-key' })).not.toThrow();
  expect(open('0.0.0.0', { ROOKERY_API_KEYS: '', ROOKERY_OPERATOR_KEYS: '' })).toThrow(/ROOKERY_HOST/);
  expect(open('127.0.0.1', {})).not.toThrow();
});
