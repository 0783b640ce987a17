import type { LoadBalancerInputs } from '../inputs.ts'
import { giveInteger, type InputReader, parseInteger } from './values.ts'

type TargetGroup = LoadBalancerInputs['targetGroup']

/** Ranges: ELBv2, CreateTargetGroup and ModifyTargetGroupAttributes. */
export function readTargetGroup(reader: InputReader): TargetGroup {
  const protocolVersion = reader.choice('target-group-protocol-version', ['HTTP1', 'HTTP2', 'GRPC'])
  const interval = reader.integer('health-check-interval-seconds', { min: 5, max: 300, unit: 'seconds' })
  const timeout = reader.integer('health-check-timeout-seconds', { min: 2, max: 120, unit: 'seconds' })
  if (interval !== undefined && timeout !== undefined && timeout >= interval) {
    reader.refuse(
      'health-check-timeout-seconds',
      `give less than "health-check-interval-seconds", which is ${interval}`,
    )
  }
  return {
    name: reader.matching(
      'target-group',
      /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/,
      'give at most 32 letters, digits and hyphens, with no hyphen at the ends',
    ),
    protocol: reader.choice('target-group-protocol', ['HTTP', 'HTTPS']),
    protocolVersion,
    port: reader.integer('target-group-port', { min: 1, max: 65535 }),
    healthCheckPath: reader.matching(
      'health-check-path',
      /^\/[\x21-\x7e]{0,1023}$/,
      'give a path that begins with / and has at most 1024 characters, without blanks',
    ),
    healthCheckIntervalSeconds: interval,
    healthCheckTimeoutSeconds: timeout,
    healthyThresholdCount: reader.integer('healthy-threshold-count', { min: 2, max: 10, unit: 'checks' }),
    unhealthyThresholdCount: reader.integer('unhealthy-threshold-count', { min: 2, max: 10, unit: 'checks' }),
    healthCheckMatcher: readMatcher(reader, protocolVersion),
    deregistrationDelaySeconds: reader.integer('deregistration-delay-seconds', { min: 0, max: 3600, unit: 'seconds' }),
  }
}

function readMatcher(reader: InputReader, protocolVersion: TargetGroup['protocolVersion']): string | undefined {
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
