const UTF8 = new TextEncoder();

/**
 * Text as the header `grpc-message` carries it: printable ASCII as it is, all other bytes of its UTF-8 form and the
 * percent sign as %XX (gRPC over HTTP/2, "Status-Message").
 */
export function percentEncode(text: string): string {
  if (/^[\x20-\x24\x26-\x7e]*$/.test(text)) return text;
  let encoded = '';
  for (const byte of UTF8.encode(text)) {
    const printable = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += printable ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
