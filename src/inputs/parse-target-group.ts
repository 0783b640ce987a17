import { DEREGISTRATION_DELAY, ELB_NAME, PORT, TARGET_HEALTH_CHECK } from '../aws/limits.ts'
import type { LoadBalancerInputs } from '../inputs.ts'
import { giveInteger, type InputReader, parseInteger } from './values.ts'

type TargetGroup = LoadBalancerInputs['targetGroup']

export function parseTargetGroup(reader: InputReader): TargetGroup {
  const protocolVersion = reader.choice('target-group-protocol-version', ['HTTP1', 'HTTP2', 'GRPC'])
  const interval = reader.integer('health-check-interval-seconds', { ...TARGET_HEALTH_CHECK.interval, unit: 'seconds' })
  const timeout = reader.integer('health-check-timeout-seconds', { ...TARGET_HEALTH_CHECK.timeout, unit: 'seconds' })
  if (interval !== undefined && timeout !== undefined && timeout >= interval) {
    reader.refuse(
      'health-check-timeout-seconds',
      `give less than "health-check-interval-seconds", which is ${interval}`,
    )
  }
  return {
    name: reader.matching(
      'target-group',
      ELB_NAME,
      'give at most 32 letters, digits and hyphens, with no hyphen at either end',
    ),
    protocol: reader.choice('target-group-protocol', ['HTTP', 'HTTPS']),
    protocolVersion,
    port: reader.integer('target-group-port', PORT),
    healthCheckPath: reader.matching(
      'health-check-path',
      /^\/[\x21-\x7e]{0,1023}$/,
      'give a path that begins with / and has at most 1024 characters, without blanks',
    ),
    healthCheckIntervalSeconds: interval,
    healthCheckTimeoutSeconds: timeout,
    healthyThresholdCount: reader.integer('healthy-threshold-count', {
      ...TARGET_HEALTH_CHECK.threshold,
      unit: 'checks',
    }),
    unhealthyThresholdCount: reader.integer('unhealthy-threshold-count', {
      ...TARGET_HEALTH_CHECK.threshold,
      unit: 'checks',
    }),
    healthCheckMatcher: parseMatcher(reader, protocolVersion),
    deregistrationDelaySeconds: reader.integer('deregistration-delay-seconds', {
      ...DEREGISTRATION_DELAY,
      unit: 'seconds',
    }),
  }
}

function parseMatcher(reader: InputReader, protocolVersion: TargetGroup['protocolVersion']): string | undefined {
  const text = reader.text('health-check-matcher')
  if (text === undefined) return undefined
  const range = protocolVersion === 'GRPC' ? { min: 0, max: 99 } : { min: 200, max: 499 }
  const values = text.split(',').map(value => value.split('-').map(code => parseInteger(code.trim(), range)))
  const isValid = values.every(([from, to = from, ...more]) => {
    return more.length === 0 && from !== undefined && to !== undefined && from <= to
  })
  const hasBrokenRange = values.some(codes => codes.includes(undefined))
  if (isValid && !hasBrokenRange) return text.replaceAll(/\s/g, '')
  const example = protocolVersion === 'GRPC' ? '"0,12" or "0-99"' : '"200,301" or "200-299"'
  return reader.refuse('health-check-matcher', `${giveInteger(range)}, or a list or range of them such as ${example}`)
}
