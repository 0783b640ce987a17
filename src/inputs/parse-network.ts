import { MAX_SECURITY_GROUPS, MAX_SUBNETS } from '../aws/limits.ts'
import type { NetworkInputs, Selector } from '../inputs.ts'
import type { InputName } from './names.ts'
import type { InputReader } from './values.ts'

interface SelectorRules {
  readonly prefix: string
  readonly hasNames: boolean
  readonly valid: string
}

const VPC: SelectorRules = {
  prefix: 'vpc-',
  hasNames: false,
  valid: 'give an id such as vpc-0a1b2c3d4e5f60718, or tag:Key=Value',
}
const SUBNET: SelectorRules = {
  prefix: 'subnet-',
  hasNames: false,
  valid: 'give an id such as subnet-0a1b2c3d4e5f60718, or tag:Key=Value',
}
const SECURITY_GROUP: SelectorRules = {
  prefix: 'sg-',
  hasNames: true,
  valid: "give an id such as sg-0a1b2c3d4e5f60718, a group's name, or tag:Key=Value",
}

export function parseNetwork(reader: InputReader): NetworkInputs {
  return {
    vpc: parseVpc(reader),
    subnets: parseSelectors(reader, 'subnets', { ...SUBNET, max: MAX_SUBNETS }),
    securityGroups: parseSelectors(reader, 'security-groups', { ...SECURITY_GROUP, max: MAX_SECURITY_GROUPS }),
    assignPublicIp: reader.boolean('assign-public-ip'),
  }
}

function parseVpc(reader: InputReader): Selector | undefined {
  const text = reader.text('vpc')
  return text === undefined ? undefined : (parseSelector(text, VPC) ?? reader.refuse('vpc', VPC.valid))
}

function parseSelectors(
  reader: InputReader,
  name: InputName,
  rules: SelectorRules & { readonly max: number },
): readonly Selector[] | undefined {
  const entries = reader.list(name)
  if (entries === undefined) return undefined
  if (entries.length > rules.max)
    reader.complain(`Input "${name}" has ${entries.length} entries: give at most ${rules.max}.`)
  return entries.flatMap(entry => {
    const selector = parseSelector(entry, rules)
    if (!selector) reader.refuseEntry(name, entry, rules.valid)
    return selector ?? []
  })
}

function parseSelector(text: string, { prefix, hasNames }: SelectorRules): Selector | undefined {
  if (text.startsWith('tag:')) {
    const [, key, value] = /^tag:([^=]{1,128})=(.{0,256})$/.exec(text) ?? []
    return key === undefined || value === undefined ? undefined : { kind: 'tag', key, value }
  }
  if (text.startsWith(prefix)) return /^[a-z]+-[0-9a-f]{8,17}$/.test(text) ? { kind: 'id', id: text } : undefined
  return hasNames && text.length <= 255 ? { kind: 'name', name: text } : undefined
}
