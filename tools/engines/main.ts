// A real, tiny model (SmolLM2-135M-Instruct) behind llama.cpp's own server, until it is interrupted:
//
//     npm run engine [-- PORT]
//
// It tests what real servers and real models do to the platform; its answers and verdicts mean nothing.
import { NoEngine } from './python-environment.ts';
import { TINY_MODEL, TinyModel } from './tiny-model.ts';

const [, , port] = process.argv;
try {
  const tiny = await TinyModel.start(
    (line) => console.error(line),
    port === undefined ? {} : { port: Number(port) },
  );
  console.log(`OPENAI_BASE_URL=${tiny.baseUrl} OPENAI_API_KEY=none ROOKERY_OPENAI_MODELS=${TINY_MODEL}`);
  process.once('SIGINT', () => void tiny.kill().then(() => process.exit(0)));
  await new Promise(() => setInterval(() => undefined, 60_000));
} catch (caught) {
  if (!(caught instanceof NoEngine)) throw caught;
  console.error(caught.message);
  process.exitCode = 1;
}
