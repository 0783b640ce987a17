import { CAPACITY_PROVIDER_BASE, CAPACITY_PROVIDER_WEIGHT, MAX_INT32, MAX_TASKS_OF_SERVICE } from '../aws/limits.ts'
import type { CapacityProvider, ServiceInputs } from '../inputs.ts'
import { type InputReader, type Line, parseInteger } from './values.ts'

const STRATEGY_LINE = /^(FARGATE|FARGATE_SPOT)(?:\s*=\s*(.*))?$/
const STRATEGY_FORM = `give lines such as FARGATE_SPOT=weight:4,base:0, with FARGATE or FARGATE_SPOT, a weight from 0 to ${CAPACITY_PROVIDER_WEIGHT.max} and a base from 0 to ${CAPACITY_PROVIDER_BASE.max}`

export function parseService(reader: InputReader): ServiceInputs {
  return {
    desiredCount: reader.integer('desired-count', { min: 0, max: MAX_TASKS_OF_SERVICE }),
    platformVersion: reader.matching(
      'platform-version',
      /^(LATEST|\d+\.\d+\.\d+)$/,
      'give LATEST or a version such as 1.4.0',
    ),
    capacityProviderStrategy: parseStrategy(reader),
    enableExecuteCommand: reader.boolean('enable-execute-command'),
    healthCheckGracePeriodSeconds: reader.integer('health-check-grace-period-seconds', {
      min: 0,
      max: MAX_INT32,
      unit: 'seconds',
    }),
    ...parsePercents(reader),
    circuitBreaker: reader.choice('circuit-breaker', ['rollback', 'fail', 'off']),
    forceNewDeployment: reader.boolean('force-new-deployment') ?? false,
  }
}

function parsePercents(reader: InputReader): Pick<ServiceInputs, 'minimumHealthyPercent' | 'maximumPercent'> {
  const minimumHealthyPercent = reader.integer('minimum-healthy-percent', { min: 0, max: 100 })
  const maximumPercent = reader.integer('maximum-percent', { min: 100 })
  if (minimumHealthyPercent === 100 && maximumPercent === 100) {
    reader.complain(
      'Inputs "minimum-healthy-percent" and "maximum-percent" are both 100: ' +
        'then no task could be started or stopped, so lower the first or raise the second.',
    )
  }
  return { minimumHealthyPercent, maximumPercent }
}

function parseStrategy(reader: InputReader): readonly CapacityProvider[] | undefined {
  const name = 'capacity-provider-strategy'
  const lines = reader.lines(name)
  if (lines === undefined) return undefined
  const strategy = lines.flatMap(line => parseProvider(reader, line) ?? [])
  const providers = strategy.map(item => item.capacityProvider)
  if (new Set(providers).size < providers.length) {
    reader.complain(`Input "${name}" has "${providers[0]}" more than once: give each capacity provider once.`)
  }
  if (strategy.filter(item => (item.base ?? 0) > 0).length > 1) {
    reader.complain(`Input "${name}" has more than one base: give a base above 0 to one capacity provider alone.`)
  }
  if (strategy.length > 1 && strategy.every(item => (item.weight ?? 0) === 0)) {
    reader.complain(`Input "${name}" has no weight above 0: give one, or no task can be placed.`)
  }
  return strategy
}

function parseProvider(reader: InputReader, { text }: Line): CapacityProvider | undefined {
  const [, provider, settings] = STRATEGY_LINE.exec(text.trimEnd()) ?? []
  const values = parseSettings(settings)
  if ((provider !== 'FARGATE' && provider !== 'FARGATE_SPOT') || !values) {
    return reader.refuseEntry('capacity-provider-strategy', text, STRATEGY_FORM)
  }
  return { capacityProvider: provider, ...values }
}

/** `weight:4,base:0`, each at most once; undefined where it is anything else. */
function parseSettings(text: string | undefined): Omit<CapacityProvider, 'capacityProvider'> | undefined {
  const settings = new Map<string, number>()
  for (const setting of text?.split(',') ?? []) {
    const [key = '', value = '', ...more] = setting.split(':').map(part => part.trim())
    const number = parseInteger(value, key === 'weight' ? CAPACITY_PROVIDER_WEIGHT : CAPACITY_PROVIDER_BASE)
    const isKnown = key === 'weight' || key === 'base'
    if (!isKnown || settings.has(key) || number === undefined || more.length > 0) return undefined
    settings.set(key, number)
  }
  return { weight: settings.get('weight'), base: settings.get('base') }
}
