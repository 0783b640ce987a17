import { DescribeParametersCommand } from '@aws-sdk/client-ssm'
import { isArn, parseArn } from '../aws/arn.ts'
import { isAccessDenied } from '../aws/errors.ts'
import { MAX_PARAMETER_FILTER_VALUES } from '../aws/limits.ts'
import { allPages } from '../aws/pages.ts'
import type { Context } from '../context.ts'
import type { Account } from '../look-ups/account.ts'
import type { ParameterFacts, WantedParameter } from './parameter-facts.ts'

/** Looks for the SSM parameters that inputs and file take secrets from. */
export async function findParameters(
  context: Context,
  account: Account,
  wanted: readonly WantedParameter[],
): Promise<ParameterFacts> {
  const here = { account: account.id, region: context.aws.region }
  const candidates = wanted.map(parameter => ({ parameter, names: candidateNames(parameter.parameter, here) }))
  const elsewhere = candidates.filter(({ names }) => names === undefined).map(({ parameter }) => parameter)
  const names = [...new Set(candidates.flatMap(candidate => candidate.names ?? []))]
  if (names.length === 0) return { missing: [], unreadable: false, elsewhere }

  const known = await findNames(context, names)
  if (!known) return { missing: [], unreadable: true, elsewhere }
  const missing = candidates.filter(candidate => candidate.names?.every(name => !known.has(name)))
  return { missing: missing.map(({ parameter }) => parameter), unreadable: false, elsewhere }
}

/** AWS's own parameters, and its references to Secrets Manager, are not listed. */
const RESERVED = /^\/?aws\//

/**
 * Pure. The names that a parameter's name or ARN can mean; undefined where it cannot be looked up with the run's own
 * credentials. An ARN has one slash after `parameter` whether or not the name begins with one (IAM guide for
 * Parameter Store); a name of several levels always does.
 */
export function candidateNames(
  parameter: string,
  here: { readonly account: string; readonly region: string },
): readonly string[] | undefined {
  if (!isArn(parameter)) return RESERVED.test(parameter) ? undefined : [parameter]
  const { region, account, resource = '' } = parseArn(parameter) ?? {}
  const name = resource.replace(/^parameter\//, '')
  if (region !== here.region || account !== here.account || RESERVED.test(name)) return undefined
  return name.includes('/') ? [`/${name}`] : [name, `/${name}`]
}

/**
 * Which of the names are those of parameters of this account and region; undefined where looking is not allowed.
 *
 * DescribeParameters never returns a value; GetParameters would (and in clear text, for other types than SecureString).
 */
async function findNames(context: Context, names: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  const batches: string[][] = []
  for (let from = 0; from < names.length; from += MAX_PARAMETER_FILTER_VALUES) {
    batches.push(names.slice(from, from + MAX_PARAMETER_FILTER_VALUES))
  }
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
  const parameters = await allPages(async NextToken => {
    const page = await aws.send(
      aws.ssm(),
      new DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: names }],
        MaxResults: MAX_PARAMETER_FILTER_VALUES,
        NextToken,
      }),
    )
    return { items: page.Parameters, next: page.NextToken }
  })
  return parameters.flatMap(({ Name }) => Name ?? [])
}
