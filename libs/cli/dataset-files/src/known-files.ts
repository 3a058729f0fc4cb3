/** Kinds of files that are known by their first bytes. */

export type Compression = 'gzip' | 'zstd';

/** Bytes of a file's beginning that tell its kind. */
export const KIND_BYTES = 512;

const AS_CSV = 'save the sheet as "CSV UTF-8" and import that';
const UNPACK = 'unpack it and import the files in it';
const AS_TABLE = 'write its rows as CSV or JSON lines and import that';

interface Kind {
  /** The bytes at `at`, as Latin-1 text. */
  readonly bytes: string;
  readonly at?: number;
  /** "is ..." */
  readonly name: string;
  readonly advice: string;
  /** All others have bytes in their beginning that no text has. */
  readonly isText?: true;
}

const FOREIGN: readonly Kind[] = [
  {
    bytes: 'PAR1',
    name: 'a Parquet file',
    advice: 'which is read as a file of its own, neither packed nor piped',
  },
  { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', name: 'an old Excel workbook (.xls)', advice: AS_CSV },
  { bytes: 'BZh', name: 'packed with bzip2', advice: 'unpack it first; gzip and zstd are read as they are' },
  {
    bytes: '\xfd7zXZ\0',
    name: 'packed with xz',
    advice: 'unpack it first; gzip and zstd are read as they are',
  },
  {
    bytes: '\x04\x22\x4d\x18',
    name: 'packed with lz4',
    advice: 'unpack it first; gzip and zstd are read as they are',
  },
  { bytes: '7z\xbc\xaf\x27\x1c', name: 'a 7-Zip archive', advice: UNPACK },
  { bytes: 'Rar!\x1a\x07', name: 'a RAR archive', advice: UNPACK },
  { bytes: 'ustar', at: 257, name: 'a tar archive', advice: UNPACK },
  { bytes: 'ARROW1', name: 'an Arrow file', advice: AS_TABLE },
  { bytes: 'ARROW1', at: 8, name: 'an Arrow file', advice: AS_TABLE },
  { bytes: '\xff\xff\xff\xff', name: 'an Arrow stream', advice: AS_TABLE },
  { bytes: 'FEA1', name: 'a Feather file', advice: AS_TABLE },
  { bytes: 'Obj\x01', name: 'an Avro file', advice: AS_TABLE },
  { bytes: 'ORC', name: 'an ORC file', advice: AS_TABLE },
  { bytes: '\x89HDF', name: 'an HDF5 file', advice: AS_TABLE },
  { bytes: '\x93NUMPY', name: 'a NumPy file', advice: AS_TABLE },
  { bytes: 'SQLite format 3\0', name: 'an SQLite database', advice: AS_TABLE },
  { bytes: '%PDF', name: 'a PDF document', advice: AS_TABLE, isText: true },
  { bytes: '{\\rtf', name: 'a rich text document', advice: 'save it as plain text', isText: true },
  {
    bytes: 'version https://git-lfs',
    name: 'a pointer of Git LFS and not the file itself',
    advice: 'fetch it with "git lfs pull", or download it from its page',
    isText: true,
  },
];

const MARKUP = /^\s*<(?:!doctype|html|head|body|\?xml|table)/i;
const ZIP = 'PK\x03\x04';

/** How a file is compressed, where it is. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  const isFrame = first === 0x28 && second === 0xb5;
  const isSkippable = first !== undefined && first >> 4 === 0x5 && second === 0x2a;
  if (isFrame && third === 0x2f && fourth === 0xfd) return 'zstd';
  return isSkippable && third === 0x4d && fourth === 0x18 ? 'zstd' : undefined;
}

/** What a file is that holds no rows of text, and what to do about it: "is a Parquet file, ..". Undefined: it may hold rows. */
export function foreignFile(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith(ZIP)) return zipFile(text);
  if (isPickle(head)) return `is a Python pickle; ${AS_TABLE}`;
  if (MARKUP.test(text.replace(/^\xef\xbb\xbf/, ''))) {
    return 'is a page of HTML or XML and no data; it may be a login or an error page saved in place of the file';
  }
  const kind = (isBinary(head) ? FOREIGN : FOREIGN.filter(({ isText }) => isText)).find(({ bytes, at = 0 }) =>
    text.startsWith(bytes, at),
  );
  return kind === undefined
    ? undefined
    : `is ${kind.name}${kind.advice.startsWith('which') ? ',' : ';'} ${kind.advice}`;
}

// Office documents are zip archives; the names of their first members tell them.
function zipFile(text: string): string {
  if (/\[Content_Types\]\.xml|xl\/|_rels\//.test(text)) return `is an Excel workbook (.xlsx); ${AS_CSV}`;
  if (text.includes('opendocument')) return `is a spreadsheet of LibreOffice (.ods); ${AS_CSV}`;
  return `is a zip archive; ${UNPACK}`;
}

// A mark of its version, 2 to 5, and then a frame or the beginning of a list or a dictionary.
function isPickle([mark, version = 0, next = 0]: Uint8Array): boolean {
  return mark === 0x80 && version >= 2 && version <= 5 && [0x95, 0x5d, 0x63, 0x7d].includes(next);
}

function isBinary(head: Uint8Array): boolean {
  return head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20));
}
