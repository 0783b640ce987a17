/**
 * Waits for all of them, also where one fails, and then throws the first failure: a write that is under way when the
 * step ends would go on unseen.
 */
export async function settleAll<Values extends readonly unknown[]>(
  promises: Values,
): Promise<{ -readonly [Index in keyof Values]: Awaited<Values[Index]> }> {
  const settled = await Promise.allSettled(promises)
  for (const result of settled) if (result.status === 'rejected') throw result.reason
  return settled.map(result => (result.status === 'fulfilled' ? result.value : undefined)) as never
}
