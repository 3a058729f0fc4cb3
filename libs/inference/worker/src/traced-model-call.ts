import type { Completion, CompletionEvent } from '@rookery/inference-backends';
import { answerStateToJSON, type GenerateRequest } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import { inSpan, spanOver, tracesContents, type OpenSpan, type SpanAbout } from '@rookery/shared-tracing';
import type { CallFacts } from './metered-call.ts';

type ModelFacts = Pick<CallFacts, 'backend' | 'model' | 'purpose'>;

/** A call of a model as a span, by the conventions of OpenTelemetry for generative AI. */
export function tracedModelCall<Result>(
  facts: ModelFacts,
  request: GenerateRequest | undefined,
  work: (span: OpenSpan | undefined) => Promise<Result>,
): Promise<Result> {
  const operation = request === undefined ? 'embeddings' : 'chat';
  return inSpan(`${operation} ${facts.model}`, aboutCall(operation, facts, request), codeOf, work);
}

/** The same of an answer that comes in pieces. */
export function tracedStream(
  facts: ModelFacts,
  request: GenerateRequest,
  stream: () => AsyncIterable<CompletionEvent>,
): AsyncGenerator<CompletionEvent, void, undefined> {
  return spanOver(
    `chat ${facts.model}`,
    aboutCall('chat', facts, request),
    codeOf,
    async function* pieces(span) {
      for await (const event of stream()) {
        if (event.completed !== undefined && span !== undefined) showCompletion(span, event.completed);
        yield event;
      }
    },
  );
}

function aboutCall(
  operation: string,
  { backend, model, purpose }: ModelFacts,
  request: GenerateRequest | undefined,
): SpanAbout {
  const attributes = () => ({
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': backend.name,
    'gen_ai.request.model': model,
    'rookery.purpose': purpose,
    ...(request !== undefined && askedFor(request)),
  });
  return { kind: 'calls', attributes };
}

function codeOf(caught: unknown): string {
  const { reason, code } = asRookeryError(caught);
  return reason ?? code;
}

function askedFor({ temperature, topP, maxOutputTokens, seed, messages }: GenerateRequest) {
  return {
    'gen_ai.output.type': 'text',
    ...(temperature !== undefined && { 'gen_ai.request.temperature': temperature }),
    ...(topP !== undefined && { 'gen_ai.request.top_p': topP }),
    ...(maxOutputTokens !== undefined && { 'gen_ai.request.max_tokens': maxOutputTokens }),
    ...(seed !== undefined && { 'gen_ai.request.seed': seed }),
    ...(tracesContents() && { 'gen_ai.input.messages': JSON.stringify(messages) }),
  };
}

/** What came of it. */
export function showCompletion(span: OpenSpan, { text, usage, state }: Completion): void {
  span.set({
    'gen_ai.response.finish_reasons': [answerStateToJSON(state).replace('ANSWER_STATE_', '').toLowerCase()],
    'gen_ai.usage.input_tokens': usage?.inputTokens ?? 0,
    'gen_ai.usage.output_tokens': usage?.outputTokens ?? 0,
    'rookery.cost_usd': usage?.costUsd ?? 0,
    ...(tracesContents() && {
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', content: text }]),
    }),
  });
}
