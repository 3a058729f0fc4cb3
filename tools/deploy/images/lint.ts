import { inherited, stagesOf } from './instructions.ts';

const SECRET = /(_KEY|_KEYS|_TOKEN|PASSWORD|SECRET)\b|postgres(ql)?:\/\/|\/\/[^/\s]+:[^/\s]+@/i;
const FIXED = /(@sha256:[0-9a-f]{64}|:(?!latest$)[\w][\w.-]*)$/;

/**
 * What an image file of the platform must not have.
 * @param services that each have a target
 * @returns what is wrong, each with its stage
 */
export function lintImages(text: string, services: readonly string[]): string[] {
  const stages = stagesOf(text);
  const names = new Set(stages.map(({ name }) => name));
  const bases = stages
    .filter(({ base }) => !names.has(base) && !FIXED.test(base))
    .map(({ name, base }) => `${name}: ${base} has no fixed tag`);
  const secrets = stages.flatMap(({ name, instructions }) =>
    instructions
      .filter((one) => ['ENV', 'ARG', 'RUN', 'LABEL'].includes(one.name) && SECRET.test(one.words))
      .map((one) => `${name}: ${one.name} names a secret`),
  );
  const fetched = stages.flatMap(({ name, instructions }) =>
    instructions.filter((one) => one.name === 'ADD').map(() => `${name}: ADD`),
  );
  const targets = services.flatMap((service) => {
    const stage = stages.find(({ name }) => name === service);
    if (stage === undefined) return [`${service}: there is no such target`];
    const { base, instructions } = inherited(stages, stage);
    const last = (name: string): string => instructions.findLast((one) => one.name === name)?.words ?? '';
    const copies = instructions.filter(({ name }) => name === 'COPY').map(({ words }) => words);
    return [
      ...(/distroless/.test(base) ? [] : [`${base} has a shell`]),
      ...(/^[1-9]\d*(:[1-9]\d*)?$/.test(last('USER')) ? [] : [`USER is ${last('USER') || 'not said'}`]),
      ...(last('ENTRYPOINT').startsWith('[') ? [] : ['ENTRYPOINT goes through a shell, which keeps SIGTERM']),
      ...(instructions.some(({ name }) => name === 'RUN') ? ['RUN in the image that ships'] : []),
      ...copies
        .filter((words) => !words.startsWith('--from='))
        .map((words) => `COPY ${words} from the checkout`),
      ...(copies.some((words) => words.includes(`/dist/apps/${service}/`))
        ? []
        : ['its bundle and bill of materials are missing']),
    ].map((problem) => `${service}: ${problem}`);
  });
  return [...bases, ...secrets, ...fetched, ...targets];
}
