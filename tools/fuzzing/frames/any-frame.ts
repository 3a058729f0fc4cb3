import fc from 'fast-check';
import { framed } from '../platform/grpc-caller.ts';
import { FRAME, headerBlock, PREFACE, type RawFrame } from './raw-frame.ts';

/** What is written on a connection, and in which pieces. */
export interface RawInput {
  readonly kind: 'raw';
  /** In base64. */
  readonly preface: string;
  readonly frames: readonly RawFrame[];
  /** Bytes after which the rest is sent in a piece of its own; 0: all at once. */
  readonly cut: number;
}

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const WORD = [0, 1, 2, 0xff, 0x3fff, 0x4000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const word = fc.constantFrom(...WORD);
const stream = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(1, 3, 5, 7) },
  { weight: 3, arbitrary: fc.constantFrom(0, 2, 4, 101, 0x7fff_ffff, 0x8000_0001, 0xffff_ffff) },
);
const flags = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 4, 5) },
  { weight: 1, arbitrary: fc.nat({ max: 255 }) },
);
const times = fc.oneof(
  { weight: 12, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(2, 50, 1_000) },
);
const noise = fc.uint8Array({ maxLength: 40 }).map(base64);

const words = (count: number): fc.Arbitrary<string> =>
  fc.array(word, { minLength: count, maxLength: count }).map((all) => {
    const bytes = Buffer.alloc(4 * count);
    all.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
    return base64(bytes);
  });

const setting = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 8, 9, 0x1234, 0xffff), word)
  .map(([id, value]) => {
    const bytes = Buffer.alloc(6);
    bytes.writeUInt16BE(id, 0);
    bytes.writeUInt32BE(value, 2);
    return bytes;
  });
const settings = fc.array(setting, { maxLength: 40 }).map((all) => base64(Buffer.concat(all)));

/** @param key that opens the gateway */
const callHeaders = (key: string): fc.Arbitrary<string> => {
  const whole: [string, string][] = [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', '/rookery.planner.v1.PlannerService/ListPlanners'],
    [':authority', 'localhost'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ['authorization', `Bearer ${key}`],
  ];
  const odd: [string, string][] = [
    ['Upper-Case', 'x'],
    ['connection', 'close'],
    ['transfer-encoding', 'chunked'],
    [':path', '/twice'],
    [':unknown', 'x'],
    ['', 'no name'],
    ['grpc-timeout', '99999999999H'],
    ['grpc-encoding', 'gzip'],
    ['content-length', '-1'],
    ['content-length', '5'],
    ['long', 'x'.repeat(20_000)],
    ['longer', 'x'.repeat(70_000)],
    ['nul', 'a\0b'],
    ['lines', 'a\r\nb: c'],
    ['x-bin', '!!!'],
  ];
  return fc
    .record({
      left: fc.oneof(
        { weight: 3, arbitrary: fc.constant(whole) },
        { weight: 1, arbitrary: fc.subarray(whole) },
      ),
      more: fc.array(fc.constantFrom(...odd), { maxLength: 3 }),
      first: fc.boolean(),
    })
    .map(({ left, more, first }) => base64(headerBlock(first ? [...more, ...left] : [...left, ...more])));
};

const DATA = [
  framed(Buffer.alloc(0)),
  framed(Buffer.from('x')),
  Buffer.from([0, 0, 0]),
  Buffer.from([1, 0, 0, 0, 1, 0x78]),
  Buffer.from([0, 0xff, 0xff, 0xff, 0xff]),
  Buffer.alloc(16_384),
  Buffer.alloc(17_000),
].map(base64);

function anyFrame(key: string): fc.Arbitrary<RawFrame> {
  const payloads: readonly [type: number, weight: number, payload: fc.Arbitrary<string>][] = [
    [FRAME.headers, 6, fc.oneof({ weight: 5, arbitrary: callHeaders(key) }, { weight: 1, arbitrary: noise })],
    [FRAME.data, 4, fc.oneof(fc.constantFrom(...DATA), noise)],
    [FRAME.settings, 3, fc.oneof(settings, noise)],
    [FRAME.ping, 2, fc.oneof(words(2), noise)],
    [FRAME.window, 2, fc.oneof(words(1), noise)],
    [FRAME.reset, 3, fc.oneof(words(1), noise)],
    [FRAME.continuation, 2, fc.oneof(callHeaders(key), noise, fc.constant(''))],
    [FRAME.priority, 1, fc.oneof(noise, words(2))],
    [FRAME.push, 1, noise],
    [FRAME.goaway, 1, fc.oneof(words(2), noise)],
    [0x2a, 1, noise],
  ];
  return fc.oneof(
    ...payloads.map(([type, weight, payload]) => ({
      weight,
      arbitrary: fc.record({
        type: fc.constant(type),
        flags:
          type === FRAME.headers
            ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(4, 5) }, { weight: 1, arbitrary: flags })
            : flags,
        stream,
        base64: payload,
        claims: fc.oneof(
          { weight: 20, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: fc.constantFrom(0, 1, 9, 16_384, 16_385, 0xff_ffff) },
        ),
        times,
      }),
    })),
  );
}

/** Frames on a connection that begins as it should, or not. @param key that opens the gateway */
export function rawInput(key: string): fc.Arbitrary<RawInput> {
  const preface = fc.oneof(
    { weight: 8, arbitrary: fc.constant(PREFACE) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '',
        PREFACE.slice(0, 10),
        PREFACE.toLowerCase(),
        PREFACE + PREFACE,
        'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
        'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
        '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
        'x'.repeat(70_000),
      ),
    },
  );
  const first: RawFrame = { type: FRAME.settings, flags: 0, stream: 0, base64: '', times: 1 };
  return fc.record({
    kind: fc.constant('raw' as const),
    preface: preface.map(base64),
    frames: fc
      .tuple(
        fc.oneof({ weight: 6, arbitrary: fc.constant([first]) }, { weight: 1, arbitrary: fc.constant([]) }),
        fc.array(anyFrame(key), { minLength: 1, maxLength: 10 }),
      )
      .map(([begin, rest]) => [...begin, ...rest]),
    cut: fc.oneof(fc.constant(0), fc.nat({ max: 200 })),
  });
}
