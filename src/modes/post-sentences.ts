import { lastPart, revisionName } from '../aws/arn.ts'
import { formatError, isAccessDenied, isCredentialsLost } from '../aws/errors.ts'
import type { DeploymentProgress } from '../deployment/deployment-progress.ts'
import type { RollbackRequest, RollbackTarget } from '../deployment/stop-deployment.ts'
import type { RunState } from './run-state.ts'

/** Pure. What ECS is doing with the deployment of a cancelled run. `previous` is what served before it. */
export function progressNow(progress: DeploymentProgress, previous: string | undefined): string {
  const revision = revisionName(progress.taskDefinitionArn)
  const deployment = `Deployment ${progress.deploymentId} of ${revision}`
  const back = (to: string | undefined) => {
    const arn = to ?? previous
    return arn === undefined ? '' : ` to ${revisionName(arn)}`
  }
  switch (progress.kind) {
    case 'deploying':
      return `${deployment} is in progress and continues.`
    case 'stopping':
      return `${deployment} is being stopped; its rollback${back(undefined)} continues.`
    case 'rolling-back':
      return `${deployment} is being rolled back${back(progress.to)}; the rollback continues.`
    case 'rolled-back':
      return `${deployment} was rolled back${back(progress.to)}.`
    case 'completed':
      return `${deployment} has completed: ${revision} serves. Whether it is healthy was not verified.`
    case 'failed':
      return `${deployment} has failed, and ECS does not roll it back.`
    case 'replaced':
      return `Another deployment${progress.by === undefined ? '' : `, of ${revisionName(progress.by)},`} has replaced deployment ${progress.deploymentId} of ${revision}.`
  }
}

/** Pure. */
export function stillRunning(progress: DeploymentProgress | undefined, state: RunState): string {
  const now = progress ? ` ${progressNow(progress, state.previousTaskDefinitionArn)}` : ''
  return `This step stops waiting here: GitHub ends it five minutes after the cancellation.${now} See how it ends with: ${describeCommand(state)}`
}

/** Pure. Why the clean-up could not find out more, with what to do. */
export function readProblem(error: unknown, state: RunState): string {
  const text = formatError(error).replace(/\.$/, '')
  const see = `See what became of the deployment with: ${describeCommand(state)}`
  if (isCredentialsLost(error)) return `The AWS credentials are missing or have expired (${text}). ${see}`
  if (isAccessDenied(error)) {
    return `A permission is missing (${text}): add it to the role of this workflow. ${see}`
  }
  return `AWS could not be read (${text}). ${see}`
}

/** Pure. */
export function nothingStarted({ started, service, ...state }: RunState): string {
  const revision = started.kind === 'asked' ? ` of ${revisionName(started.taskDefinitionArn)}` : ''
  return `The main step ended before AWS responded to the deployment${revision}. AWS shows no such deployment: it was most likely not started. Check it with: ${describeCommand({ ...state, service })}`
}

/** Pure. */
export function notRolledBack(
  request: Extract<RollbackRequest, { kind: 'refused' | 'unknown' | 'not-ours' }>,
  { deploymentId, taskDefinitionArn, serviceDeploymentArn }: RollbackTarget,
  state: RunState,
): string {
  const what = `Deployment ${deploymentId} of ${revisionName(taskDefinitionArn)} was not rolled back.`
  switch (request.kind) {
    case 'refused':
      return `${what} ${request.problem} ${remedy(serviceDeploymentArn, state)}`
    case 'unknown':
      return `${what} AWS did not show its service deployment. ${remedy(serviceDeploymentArn, state)}`
    case 'not-ours':
      return `${what} Its service deployment deploys ${revisionName(request.taskDefinitionArn)}, which is not of this run. See what goes on with: ${describeCommand(state)}`
  }
}

function remedy(serviceDeploymentArn: string | undefined, state: RunState): string {
  if (serviceDeploymentArn === undefined) return `See what became of it with: ${describeCommand(state)}`
  return `Roll it back, while it is in progress, with: aws ecs stop-service-deployment --region ${state.region} --service-deployment-arn ${serviceDeploymentArn} --stop-type ROLLBACK`
}

/** Pure. For a shell. */
export function describeCommand({
  region,
  cluster,
  service,
}: Pick<RunState, 'region' | 'cluster' | 'service'>): string {
  return `aws ecs describe-services --region ${region} --cluster ${lastPart(cluster)} --services ${service} --query "services[].deployments"`
}
