import { DescribeServiceRevisionsCommand } from '@aws-sdk/client-ecs'
import type { Context } from '../../context.ts'
import { ONE_CALL } from '../../resources/service/service-deployment-reads.ts'

/** ARN of the task definition of a service revision. */
export async function taskDefinitionOfRevision(
  { aws }: Pick<Context, 'aws'>,
  arn: string,
): Promise<string | undefined> {
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] })
  return (await aws.send(aws.ecs(), command, ONE_CALL)).serviceRevisions?.[0]?.taskDefinition
}
