import { RookeryError } from '@rookery/shared-errors';

/** Where a member of a ZIP archive lies. */
export interface ZipMember {
  /** Offset of its local header from the start of the archive. */
  readonly headerAt: number;
  /** Bytes as they are stored. */
  readonly packedBytes: number;
  /** 0: as it is; 8: deflated. */
  readonly method: number;
}

/** Longest end-of-directory record, comment of 64 KiB included: the last so many bytes of an archive hold its start. */
export const LONGEST_ZIP_END = 22 + 0xffff;
export const LOCAL_HEADER_BYTES = 30;

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const ENTRY_BYTES = 46;

/**
 * Where the directory of an archive lies.
 * @param tail the last bytes of the archive
 * @throws RookeryError DATA_LOSS
 */
export function directoryPlace(tail: Buffer): { readonly start: number; readonly end: number } {
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const bytes = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    return { start, end: start + bytes };
  }
  throw damaged('it has no directory');
}

/**
 * @param directory the directory of the archive
 * @throws RookeryError DATA_LOSS, NOT_FOUND
 */
export function findMember(directory: Buffer, path: string): ZipMember {
  for (let at = 0; at + ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw damaged('its directory is not readable');
    const nameBytes = directory.readUInt16LE(at + 28);
    if (directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes) === path) {
      return {
        method: directory.readUInt16LE(at + 10),
        packedBytes: directory.readUInt32LE(at + 20),
        headerAt: directory.readUInt32LE(at + 42),
      };
    }
    at += ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw new RookeryError('NOT_FOUND', `the archive holds no ${path}`);
}

/**
 * The offset of a member's bytes from its local header.
 * @param header the first LOCAL_HEADER_BYTES there
 * @throws RookeryError DATA_LOSS
 */
export function bytesAfterHeader(header: Buffer): number {
  if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_SIGNATURE) {
    throw damaged('a member has no header');
  }
  return LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function damaged(how: string): RookeryError {
  return new RookeryError('DATA_LOSS', `the archive is damaged: ${how}`);
}
