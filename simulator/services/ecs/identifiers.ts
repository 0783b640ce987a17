import type { World } from '../../world.ts'

/** Nineteen digits, as in deployment ids (`ecs-svc/...`) and in the ARNs of service revisions. */
export function nineteenDigits(world: World): string {
  const base = 10n ** 18n
  return String(base + (BigInt(`0x${world.id(16)}`) % (9n * base)))
}

/** The form of a UUID, as ids of events, attachments and containers have. */
export function uuid(world: World): string {
  const id = world.id(32)
  return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-')
}
