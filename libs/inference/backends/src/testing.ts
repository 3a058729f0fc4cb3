export {
  answering,
  type Behaviour,
  failing,
  json,
  type OpenAiServer,
  type SeenRequest,
  silent,
  startOpenAiServer,
  streaming,
} from './testing/openai-server.ts';
