import { ApiError } from '../../errors.ts'

/** Code of every refusal of a value in ELBv2 (common errors of the API reference). */
export const invalid = (message: string) => new ApiError('ValidationError', message)

/** A number outside its range, in the words of AWS's front end (as public reports quote them). */
export function outOfRange(member: string, value: number, { min, max }: { min: number; max: number }): ApiError {
  const bound = value < min ? `greater than or equal to ${min}` : `less than or equal to ${max}`
  return invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
  )
}

// Codes: API reference. Texts: public reports for target groups, listeners and load balancers; assumed for rules.
export const targetGroupNotFound = () => new ApiError('TargetGroupNotFound', 'One or more target groups not found')
export const listenerNotFound = () => new ApiError('ListenerNotFound', 'One or more listeners not found')
export const ruleNotFound = () => new ApiError('RuleNotFound', 'One or more rules not found')
export const loadBalancerNotFound = (what?: string) =>
  new ApiError(
    'LoadBalancerNotFound',
    what === undefined ? 'One or more load balancers not found' : `Load balancers '[${what}]' not found`,
  )

/** `Priority '40' is currently in use`: public reports. */
export const priorityInUse = (priority: number) =>
  new ApiError('PriorityInUse', `Priority '${priority}' is currently in use`)

/** API reference (OperationNotPermitted); the wording is assumed. */
export const defaultRuleRefused = (ruleArn: string, what: string) =>
  new ApiError('OperationNotPermitted', `Default rule '${ruleArn}' cannot be ${what}`)
