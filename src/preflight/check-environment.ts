import type { Observation } from '../observation/observation.ts'
import type { Specification } from '../specification/specification.ts'
import { type Findings, found } from './findings.ts'

/** A variable that does not do what its value seems to say, or that switches a protection off. */
interface Trap {
  readonly isSet: (value: string) => boolean
  /** What happens, after "is ... , ". */
  readonly effect: string
}

const OFF = /^(0|false|no|off|none|null)$/i
/** The value says "off", and all that counts is that there is one. */
const saysOff = (value: string): boolean => OFF.test(value.trim())

/** Each with the code or documentation that says so. */
const TRAPS: Readonly<Record<string, Trap>> = {
  // github.com/oauthlib/oauthlib, oauthlib/oauth2/rfc6749/utils.py, is_secure_transport: os.environ.get(...) is truthy.
  OAUTHLIB_INSECURE_TRANSPORT: {
    isSet: saysOff,
    effect: 'but oauthlib only checks whether it is empty: OAuth over plain HTTP is allowed',
  },
  // github.com/oauthlib/oauthlib, oauthlib/oauth2/rfc6749/parameters.py, validate_token_parameters.
  OAUTHLIB_RELAX_TOKEN_SCOPE: {
    isSet: saysOff,
    effect: 'but oauthlib only checks whether it is empty: tokens with other scopes than asked for are accepted',
  },
  // github.com/git/git, http.c, http_init: getenv(...) is not null.
  GIT_SSL_NO_VERIFY: {
    isSet: saysOff,
    effect: 'but git only checks whether it is set: certificates are not verified',
  },
  // https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue: "If value equals '0', certificate validation is disabled".
  NODE_TLS_REJECT_UNAUTHORIZED: {
    isSet: value => value === '0',
    effect: 'and Node.js then verifies no certificate on any TLS connection',
  },
}

/** Pure. Variables of the containers that are traps. Their values are shown: they are one of a few words. */
export function checkEnvironment(_: Specification, { rendering }: Pick<Observation, 'rendering'>): Findings {
  const warnings = (rendering.taskDefinition.containerDefinitions ?? []).flatMap(container =>
    (container.environment ?? []).flatMap(({ name = '', value = '' }) => {
      const trap = Object.hasOwn(TRAPS, name) ? TRAPS[name] : undefined
      if (!trap?.isSet(value)) return []
      return [`Container "${container.name}": the variable ${name} is "${value}", ${trap.effect}. Remove it.`]
    }),
  )
  return found({ warnings })
}
