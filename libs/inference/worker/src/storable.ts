/**
 * What a model or its server wrote, as it can be stored and sent on: without U+0000, which no database holds and no screen shows.
 * Looks at the texts of the object itself.
 */
export function storable<Response extends object>(response: Response): Response {
  const texts = Object.entries(response).filter(
    ([, value]) => typeof value === 'string' && value.includes('\0'),
  );
  if (texts.length === 0) return response;
  return {
    ...response,
    ...Object.fromEntries(texts.map(([key, text]) => [key, storableText(String(text))])),
  };
}

export function storableText(text: string): string {
  return text.replaceAll('\0', '');
}
