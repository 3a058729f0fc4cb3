/** Items of one answer to a call that lists. */
const PAGE = 200;

/** All pages of a list, one after the other. */
export async function allPages<Page extends { readonly nextPageToken: string }>(
  read: (request: { readonly pageSize: number; readonly pageToken: string }) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  let pageToken = '';
  do {
    const page = await read({ pageSize: PAGE, pageToken });
    pages.push(page);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return pages;
}
