import { describe, expect, it } from '@jest/globals';
import { type AnswerEnd, endOf } from './finish-reason.ts';

const SPELLINGS: Readonly<Record<AnswerEnd, readonly string[]>> = {
  whole: ['stop', 'STOP', 'eos', 'eos_token', '', 'end_turn', 'stop_sequence', 'COMPLETE', 'something-new'],
  cut: [
    'length',
    'LENGTH',
    'max_tokens',
    'MAX_TOKENS',
    'model_length',
    'max_output_tokens',
    'model_context_window_exceeded',
    'ERROR_LIMIT',
    'thinking_budget_exhausted',
    'max_new_tokens',
  ],
  filtered: [
    'content_filter',
    'content_filter: PROHIBITED_CONTENT',
    'content-filter',
    'SAFETY',
    'PROHIBITED_CONTENT',
    'RECITATION',
    'sensitive',
    'refusal',
    'guardrail_intervened',
    'ERROR_TOXIC',
    'content_policy_violation',
    'self-harm',
    'LANGUAGE',
  ],
  torn: [
    'error',
    'abort',
    'aborted',
    'insufficient_system_resource',
    'cancelled',
    'network_error',
    'timeout',
    'OTHER',
    'preempted',
    'server_shutdown',
    'OOM',
  ],
};

describe('a finish reason', () => {
  it.each(Object.entries(SPELLINGS).flatMap(([end, words]) => words.map((word) => [word, end])))(
    '%j means %s',
    (word, end) => {
      expect(endOf(word)).toBe(end);
    },
  );
});
