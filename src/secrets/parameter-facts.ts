/** SSM parameters that secrets are taken from. */
export interface ParameterFacts {
  readonly missing: readonly WantedParameter[]
  /** Looking them up is not allowed. */
  readonly unreadable: boolean
  /** Of other accounts or regions, or AWS's own: they cannot be looked up here. */
  readonly elsewhere: readonly WantedParameter[]
}

export interface WantedParameter {
  /** Where it is given: `Input "secrets", API_KEY`. */
  readonly source: string
  /** Name, or ARN. */
  readonly parameter: string
}

/** In a file without SSM's client, which most runs do not load. */
export const NO_PARAMETERS: ParameterFacts = { missing: [], unreadable: false, elsewhere: [] }
