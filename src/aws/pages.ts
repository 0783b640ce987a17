export interface Page<Item> {
  readonly items: readonly Item[] | undefined
  /** Token of the next page; undefined or empty on the last one. */
  readonly next: string | undefined
}

/**
 * The items of all pages. The SDK's own paginators call the client directly and so bypass `send`.
 *
 * @param until ends the reading early, once it is true of the items so far
 */
export async function allPages<Item>(
  readPage: (token: string | undefined) => Promise<Page<Item>>,
  until: (items: readonly Item[]) => boolean = () => false,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let token: string | undefined
  do {
    const page = await readPage(token)
    items.push(...(page.items ?? []))
    token = page.next || undefined
  } while (token && !until(items))
  return items
}
