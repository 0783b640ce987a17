import type { Context } from '../context.ts'

const MS_PER_MINUTE = 60_000

/**
 * Minutes until the run's credentials end; undefined where they do not end during the run, or it is not known.
 *
 * Credentials in the environment's variables end for good, and AWS_CREDENTIAL_EXPIRATION, where it is set, says when
 * (the SDK reads the same variable). Those of every other source (profiles, web identity, containers, instances) the
 * SDK renews by itself, so that the end that it knows of is none.
 */
export function credentialMinutes({ env, clock }: Pick<Context, 'env' | 'clock'>): number | undefined {
  if (!env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE) return undefined
  const endsAt = Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '')
  return Number.isNaN(endsAt) ? undefined : Math.max(0, Math.floor((endsAt - clock.now()) / MS_PER_MINUTE))
}
