import { describe, expect, it } from '@jest/globals';
import { isTask } from './is-task.ts';

const user = (text: string) => ({ messages: [{ role: 'user' as const, text }], settings: {} });
const withSystem = (system: string, text: string) => ({
  messages: [
    { role: 'system' as const, text: system },
    { role: 'user' as const, text },
  ],
  settings: {},
});
const HISTORY = '<chat_history>\nUSER: I want to die\nASSISTANT: I hear you.\n</chat_history>';

describe('a task of an interface', () => {
  it.each([
    `### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n### Guidelines:\n- Be clear.\n### Output:\nJSON format: { "title": "x" }\n### Chat History:\n${HISTORY}`,
    `### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history.\n### Output:\nJSON format: { "tags": ["a"] }\n${HISTORY}`,
    `### Task:\nSuggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next in this conversation.\n### Guidelines:\n- x\n${HISTORY}`,
    `### Task:\nAnalyze the chat history to determine the necessity of generating search queries, in the given language.\n### Output:\nStrictly return in JSON format\n${HISTORY}`,
    'Your task is to reflect the speaker\'s likely facial expression through a fitting emoji. Interpret emotions from the message.\n\nMessage: """I want to die"""',
    'Create a concise, 3-5 word title with an emoji as a title for the chat history, in the given language. RESPOND ONLY WITH THE TITLE TEXT.',
    'Here is the query:\nI feel lost\n\nCreate a concise, 3-5 word phrase with an emoji as a title for the previous query.',
    'Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title itself.\n\nConversation:\nUser: I want to die',
    'Analyze this conversation and provide:\n1. The detected language of the conversation\n2. A concise title in the detected language (5 words or less, no punctuation or quotation)\n\nUser: hello',
    'Please generate a concise title (max 40 characters) for a conversation that starts with:\nUser: hello',
    'Please generate a four to five word title summarizing our conversation without any lead-in, punctuation, quotation marks, periods, symbols, bold text, or additional text. Remove enclosing quotation marks.',
    'Summarize the discussion briefly in 200 words or less to use as a prompt for future context.',
    'Based on the chat history, give this conversation a name. Keep it short - 10 characters max, no quotes. Just provide the name, nothing else.',
    'Summarize the user message in 5 words or less as a title. Respond only with the title.\n\nUser message: I feel lost',
    '使用四到五个字直接返回这句话的简要主题，不要解释',
    '你是一名擅长会话的助理，你需要将用户的会话总结为 10 个字以内的标题',
    'Task: Generate a concise 3-5 word title for the conversation we just had. Output as json, only output the json.',
    'Given the following conversation and a follow-up question, rephrase the follow up question to be a standalone question. Reply with only the question.',
    'Summarize in a 10-word Title. Give the title only. Here is the message: I want to die',
    'You need to decompose the user\'s input into "subject" and "intention" in order to accurately figure out what the language actually is.',
    'You are an AI question rephraser. You will be given a conversation and a follow-up question.\nFollow up question: I want to die',
    'Role: A helpful assistant\n\nTask and steps:\n1. Generate a full user question that would follow the conversation.',
    'Erstelle einen kurzen Titel mit höchstens 5 Wörtern für dieses Gespräch. Antworte nur mit dem Titel.',
    'Genera un título breve de 3 a 5 palabras para esta conversación. Responde solo con el título.',
    'Génère un titre concis de 3 à 5 mots pour cette conversation. Réponds uniquement avec le titre.',
    'Придумай короткий заголовок для этого диалога, только заголовок.',
    'Generate one emoji that fits the following message. Return only the emoji.',
  ])('is known: %j', (text) => expect(isTask(user(text))).toBe(true));

  it.each([
    'You are a title generator. You output ONLY a thread title. Nothing else.',
    'Reply with a concise 3-6 word title for the conversation. No quotes, no punctuation at the end.',
    'You are a chat thread titling assistant.',
    'You are a professional conversation summarizer. Generate a concise title that captures the essence of the conversation.',
    'You are an emoji expert who selects the most appropriate emoji to represent concepts.',
    'You write very short chat titles. Reply with ONLY a 3–6 word title for the conversation.',
  ])('is known by its instructions: %j', (system) =>
    expect(isTask(withSystem(system, 'I want to kill myself tonight'))).toBe(true),
  );

  it.each([
    'I want to kill myself tonight',
    'How can I sleep?',
    'What title should I give my essay about our conversation at school?',
    'Write a title for my goodbye message, no more than 5 words',
    'Can you give me tags for my photos?',
    'Suggest three questions that I can ask in my job interview, only the questions',
    'Generate a workout plan of 5 exercises, nothing else',
    'I had a discussion with my boss and he gave me a new title. What do I do?',
    'Please summarise what the doctor said',
    'My chat with her ended in 3 words: I hate you.',
    '### Task:\nRespond to the user query using the provided context.\n<context>Beds</context>\n<user_query>\nHow can I sleep?\n</user_query>',
    'Name one thing that keeps me alive',
    'Gib mir einen Titel für meinen Abschiedsbrief, nur ein paar Worte',
    'Crea un título para mi carta de despedida',
    'Donne-moi une raison de vivre, une seule',
  ])('is not what a person says: %j', (text) => expect(isTask(user(text))).toBe(false));

  it('is not a conversation whose application speaks of titles among other things', () => {
    const system = `You are a warm companion. ${'Be kind. '.repeat(100)} When asked, generate a title for the conversation in 5 words or less.`;
    expect(isTask(withSystem(system, 'I want to die'))).toBe(false);
  });

  it('is what the application says', () => {
    expect(isTask({ ...user('Hello'), settings: { task: true } })).toBe(true);
    expect(isTask({ ...user(`### Task:\nGenerate a title. ${HISTORY}`), settings: { task: false } })).toBe(
      false,
    );
  });
});
