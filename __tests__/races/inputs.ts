import { type InputTexts, SEED_INPUTS, without } from '../scenarios/seed-inputs.ts'

/** Inputs of a service of the seed's shape that shares cluster, listener and namespace with the others of its kind. */
export function inputsOfService(name: string, overrides: InputTexts = {}): InputTexts {
  const prefix = `/${name}`
  return {
    ...SEED_INPUTS,
    service: name,
    family: name,
    'target-group': name,
    'discovery-service': name,
    'path-patterns': `${prefix}\n${prefix}/*`,
    'strip-path-prefix': prefix,
    'verify-url': `${prefix}/health`,
    'rule-priority': 'auto',
    ...overrides,
  }
}

/** The seed's own service, its rule wherever there is room. */
export const AUTO_INPUTS: InputTexts = { ...SEED_INPUTS, 'rule-priority': 'auto' }

/** Without the verifying request through the load balancer: for services that share their paths on purpose. */
export function withoutRequest(inputs: InputTexts): InputTexts {
  return without(inputs, 'verify-url', 'verify-body')
}
