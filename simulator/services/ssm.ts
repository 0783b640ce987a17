import { ApiError } from '../errors.ts'
import type { Operations, World } from '../world.ts'
import { pageOf } from './page.ts'

interface Parameter {
  readonly Name: string
  readonly Type: 'String' | 'StringList' | 'SecureString'
  readonly ARN: string
  readonly Version: number
  readonly LastModifiedDate: Date
}

export interface NewParameter {
  readonly name: string
  /** Default `SecureString`. */
  readonly type?: Parameter['Type']
}

interface ParameterFilter {
  readonly Key: string
  readonly Option?: string
  readonly Values?: readonly string[]
}

/** AWS Systems Manager Parameter Store, as far as it is needed to look up parameters. */
export function createSsm(world: World): {
  readonly operations: Operations
  /** True for a parameter's ARN or name. */
  exists(nameOrArn: string): boolean
  /** Returns the parameter's ARN. */
  createParameter(parameter: NewParameter): string
} {
  const parameters = new Map<string, Parameter>()

  /** By name or ARN (API reference, GetParameter). */
  function find(nameOrArn: string): Parameter | undefined {
    return parameters.get(nameOrArn) ?? [...parameters.values()].find(parameter => parameter.ARN === nameOrArn)
  }

  return {
    operations: {
      // The value represents the ciphertext that is returned without decryption: no secret is kept here.
      GetParameter: ({ Name }: { Name: string }) => {
        const parameter = find(Name)
        // Public reports: the error has no text.
        if (!parameter) throw new ApiError('ParameterNotFound', '')
        return { Parameter: { ...parameter, Value: 'AQICAHexample' } }
      },
      GetParameters: ({ Names }: { Names: readonly string[] }) => ({
        Parameters: Names.flatMap(name => find(name) ?? []).map(found => ({ ...found, Value: 'AQICAHexample' })),
        InvalidParameters: Names.filter(name => !find(name)),
      }),
      DescribeParameters: (input: {
        ParameterFilters?: readonly ParameterFilter[]
        MaxResults?: number
        NextToken?: string
      }) => {
        const filters = input.ParameterFilters ?? []
        const found = [...parameters.values()].filter(parameter => filters.every(filter => matches(parameter, filter)))
        // API reference: at most 50 per page, and 10 by default.
        const page = pageOf(found, {
          token: input.NextToken,
          wanted: input.MaxResults ?? 10,
          most: 50,
          limit: world.settings.pageSize,
          invalidToken: () => new ApiError('InvalidNextToken', 'The specified token is not valid.'),
        })
        return { Parameters: page.items, NextToken: page.next }
      },
    },
    exists: nameOrArn => find(nameOrArn) !== undefined,
    createParameter({ name, type = 'SecureString' }) {
      // A leading slash is not doubled in the ARN.
      const arn = world.arn('ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`)
      const LastModifiedDate = new Date(world.clock.now())
      parameters.set(name, { Name: name, Type: type, ARN: arn, Version: 1, LastModifiedDate })
      return arn
    },
  }
}

/** API reference, ParameterStringFilter: several values are alternatives; the option is Equals unless it is given. */
function matches(parameter: Parameter, { Key, Option = 'Equals', Values = [] }: ParameterFilter): boolean {
  const fields: Readonly<Record<string, string>> = { Name: parameter.Name, Type: parameter.Type }
  const field = fields[Key]
  if (field === undefined) throw new ApiError('InvalidFilterKey', `The following filter key is not valid: ${Key}.`)
  switch (Option) {
    case 'Equals':
      return Values.includes(field)
    case 'BeginsWith':
      return Values.some(value => field.startsWith(value))
    case 'Contains':
      return Values.some(value => field.includes(value))
    default:
      throw new ApiError('InvalidFilterOption', `The following filter option is not valid: ${Option}.`)
  }
}
