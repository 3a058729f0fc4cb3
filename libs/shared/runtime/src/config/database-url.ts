const FORM = 'is not of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE';
const ENCODE =
  'cannot be read; where the user or the password holds one of these characters, write it percent-encoded: ' +
  '@ %40, : %3A, / %2F, ? %3F, # %23, % %25, blank %20';
const SEVERAL =
  'names several hosts, and one is needed: a name or an address that leads to the server that takes writes';

/** What is wrong with the form of a `postgresql://` URL, without any part of it: it may hold a password. */
export function wrongDatabaseUrl(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(text)) return FORM;
  const url = URL.parse(text);
  const place = text.slice(text.lastIndexOf('@') + 1);
  if (url === null) {
    if (/^[\w.-]+(:\d+)?,/.test(place)) return SEVERAL;
    // Where the end is fine, the beginning is not.
    return text.includes('@') && /^([\w.-]+|\[[\w:.]+\])(:\d+)?([/?].*)?$/.test(place) ? ENCODE : FORM;
  }
  if (url.hostname.includes(',')) return SEVERAL;
  return isTornApart(url) || !decodes(text, url) ? ENCODE : undefined;
}

/** A character of the password has ended it, and the rest of it, with the @, stands where it does not belong. */
function isTornApart({ hash, pathname, search, username }: URL): boolean {
  if (hash !== '' || pathname.includes('@')) return true;
  return search.includes('@') && (username === '' || pathname.length <= 1);
}

// The driver takes a bare % for itself, and cannot read what looks like an encoded character and is none.
function decodes(text: string, { username, password }: URL): boolean {
  if (/%(?![0-9a-f]{2})/i.test(text)) return true;
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
