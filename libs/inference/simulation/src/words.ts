// Words so common that they say nothing about what a text is about.
const COMMON = new Set(
  'a an and are as at be been but by can could did do does for from get had has have how i if in into is it its just like me my no not of on or our out should so some than that the their them then there they this to too up us was we were what when where which who will with would you your about am any because before being more most much need now other over really same she he her his such very want also'.split(
    ' ',
  ),
);

/** The words of a text in lower case, without the common ones. */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu) ?? [];
  return words.filter((word) => !COMMON.has(word));
}
