import { answering, startModelServer, type ModelServer } from '@rookery/shared-scripted-model-server';

/** A model server with so many slots, each of which takes so long for an answer; the rest waits in its line. */
export interface SlowServer {
  readonly server: ModelServer;
  /** Answers in a second when all slots are busy. */
  readonly perSecond: number;
}

export async function startSlowServer(slots: number, answerMs: number): Promise<SlowServer> {
  const server = await startModelServer();
  const line: (() => void)[] = [];
  let free = slots;
  const give = (): void => {
    while (free > 0) {
      const next = line.shift();
      if (next === undefined) return;
      free -= 1;
      next();
    }
  };
  const answer = answering('done');
  server.behave((response, request) => {
    line.push(() => {
      setTimeout(() => {
        answer(response, request);
        free += 1;
        give();
      }, answerMs);
    });
    give();
  });
  return { server, perSecond: (slots * 1000) / answerMs };
}
