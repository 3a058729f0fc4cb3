/** A text as PostgreSQL can keep it: without NUL, and with halves of surrogate pairs replaced (models write both). */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
