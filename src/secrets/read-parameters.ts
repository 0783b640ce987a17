import { DescribeParametersCommand } from '@aws-sdk/client-ssm'
import { isAccessDenied } from '../aws/errors.ts'
import type { Context } from '../context.ts'

/** SSM API reference, ParameterStringFilter. */
const MAX_VALUES = 50

/**
 * Which of the names are those of parameters of this account and region; undefined where looking is not allowed.
 *
 * DescribeParameters never answers a value; GetParameters would (and in clear text, where it is no SecureString).
 */
export async function findParameterNames(
  context: Context,
  names: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const batches: string[][] = []
  for (let from = 0; from < names.length; from += MAX_VALUES) batches.push(names.slice(from, from + MAX_VALUES))
  try {
    const found = await Promise.all(batches.map(batch => describeNames(context, batch)))
    return new Set(found.flat())
  } catch (error) {
    if (!isAccessDenied(error)) throw error
    return undefined
  }
}

async function describeNames(context: Context, names: string[]): Promise<readonly string[]> {
  const { aws } = context
  const found: string[] = []
  let token: string | undefined
  do {
    const page = await aws.send(
      aws.ssm(),
      new DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: names }],
        MaxResults: MAX_VALUES,
        NextToken: token,
      }),
    )
    found.push(...(page.Parameters ?? []).flatMap(({ Name }) => Name ?? []))
    token = page.NextToken
  } while (token)
  return found
}
