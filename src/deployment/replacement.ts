import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import { OWN_PREFIX } from '../tags.ts'

/** From whose run a revision is, by its tags: ` (commit 1a2b3c4, run 4711 of octocat)`; empty where that is not known. */
export async function describeOrigin({ aws, signal }: Context, taskDefinitionArn: string | undefined): Promise<string> {
  if (!taskDefinitionArn) return ''
  try {
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn, include: ['TAGS'] })
    const { tags = [] } = await aws.send(aws.ecs(), command, { retry: false })
    const value = (name: string) => tags.find(({ key }) => key === `${OWN_PREFIX}:${name}`)?.value
    const [commit, run, actor] = [value('commit'), value('run'), value('actor')]
    const parts = [commit && `commit ${commit.slice(0, 7)}`, run && `run ${run}${actor ? ` of ${actor}` : ''}`]
    const known = parts.filter(Boolean)
    return known.length > 0 ? ` (${known.join(', ')})` : ''
  } catch {
    signal.throwIfAborted()
    // Its name is known in any case.
    return ''
  }
}
