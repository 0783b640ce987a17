import type { SimulatorOptions } from '../../simulator/options.ts'
import { type GoogleWorkspaceAccount, seedGoogleWorkspace } from '../../simulator/seeds/google-workspace.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import type { Behaviour } from '../../simulator/world.ts'
import { type ImageBehaviour, type Scenario, START_FAILURES } from './scenario.ts'
import { type ServiceFile, withStrategy } from './strategy.ts'
import { createTargetGroup, PORT } from './target-groups.ts'

/** Where a scenario is played: the account, and what the action is given. */
export interface Stage {
  readonly simulator: Simulator
  readonly seed: GoogleWorkspaceAccount
  readonly service: string
  readonly targetGroupNames: readonly string[]
  image(tag: string): string
  /** Inputs for a deployment of the image with the tag: what the service is like, and not how it is watched. */
  inputs(tag: string): Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
}

export const CLUSTER = 'busyb-cluster'
export const REPOSITORY = 'busyb-google-workspace-mcp'
export const ALARM = 'api-errors'
const START = Date.UTC(2026, 0, 5, 12)

export const HEALTHY_IMAGE: ImageBehaviour = { kind: 'healthy', startSeconds: 10, readySeconds: 5 }

export async function createRolloutSimulator(phaseMs: number, options: SimulatorOptions = {}): Promise<Simulator> {
  return await createSimulator({ served: false, startAt: START + phaseMs, ...options })
}

/** An account in which the scenario's service can be deployed; it is not there yet. */
export function setTheStage(
  scenario: Scenario,
  { simulator, seed, service }: { simulator: Simulator; seed: GoogleWorkspaceAccount; service: string },
): Stage {
  const { region, settings } = simulator.world
  Object.assign(settings, {
    rollbackDelayMs: scenario.aws.rollbackDelaySeconds * 1000,
    rolloutCompletedWhileBaking: scenario.aws.completedWhileBaking,
    stoppedFirstKeepsInProgress: scenario.aws.stoppedFirstKeepsInProgress,
    supersededStatus: scenario.aws.superseded,
  })
  simulator.pushImage({ repository: REPOSITORY, tag: 'sidecar', behaviour: {} })
  simulator.pushImage({
    repository: REPOSITORY,
    tag: 'sidecar-that-exits',
    behaviour: { crash: { afterSeconds: 8, exitCode: 0 } },
  })
  const { groups } = scenario.service
  const named = groups === 'existing' ? ['a'] : groups === 'two' ? ['a', 'b'] : []
  const existing = named.map(suffix => ({ name: `${service}-${suffix}`, path: `/${service}/${suffix}` }))
  const arns = existing.map(group => createGroup(scenario, { simulator, seed, group }))
  const image = (tag: string) => `${simulator.world.account}.dkr.ecr.${region}.amazonaws.com/${REPOSITORY}:${tag}`
  const { strategy, checkSeconds } = scenario.service
  const alternate = { name: 'alternate', vpcId: seed.vpcId, checkSeconds }
  const file = serviceDefinition(scenario, { service, seed, arns })
  const files = {
    'task.json': JSON.stringify(taskDefinition(scenario, { service, seed, region, image })),
    'service.json': JSON.stringify(strategy ? withStrategy(file, strategy, { simulator, alternate }) : file),
  }
  return {
    simulator,
    seed,
    service,
    files,
    image,
    targetGroupNames: groups === 'managed' ? [service] : existing.map(({ name }) => name),
    inputs: tag => ({
      'aws-region': region,
      'task-definition': 'task.json',
      'service-definition': 'service.json',
      'container-name': 'app',
      image: image(tag),
      ...(groups === 'managed' && managedGroup(scenario, service)),
      ...(scenario.service.discovery && {
        vpc: seed.vpcId,
        namespace: 'busyb.local',
        'discovery-service': service,
      }),
      // Given, not in the file: `on-failure` depends on the input.
      'circuit-breaker': scenario.service.breaker,
    }),
  }
}

export function furnish(simulator: Simulator): GoogleWorkspaceAccount {
  return seedGoogleWorkspace(simulator)
}

function managedGroup({ service }: Scenario, name: string): Record<string, string> {
  return {
    'load-balancer': 'busyb-alb',
    'listener-port': '443',
    'target-group': name,
    'container-port': String(PORT),
    'health-check-path': '/health',
    'health-check-interval-seconds': String(service.checkSeconds),
    'health-check-timeout-seconds': '3',
    'healthy-threshold-count': '2',
    'unhealthy-threshold-count': '2',
    'deregistration-delay-seconds': String(service.drainSeconds),
    'path-patterns': `/${name}/*`,
    'strip-path-prefix': `/${name}`,
  }
}

/** How the run watches and judges. */
export function watchInputs({ inputs }: Scenario): Record<string, string> {
  return {
    'wait-timeout-minutes': String(inputs.waitTimeoutMinutes),
    'wait-until': inputs.waitUntil,
    'max-task-failures': String(inputs.maxTaskFailures),
    'on-failure': inputs.onFailure ?? '',
    'on-unverified': inputs.onUnverified,
    'stable-seconds': String(inputs.stableSeconds),
    'verify-timeout-seconds': String(inputs.verifyTimeoutSeconds),
    'verify-url': inputs.http === 'none' ? '' : 'https://api.example.com/health',
  }
}

function taskDefinition(
  { service }: Scenario,
  at: { service: string; seed: GoogleWorkspaceAccount; region: string; image: (tag: string) => string },
): object {
  const app = {
    name: 'app',
    image: at.image('v1'),
    essential: true,
    portMappings: [{ containerPort: PORT, protocol: 'tcp' }],
    ...(service.containerCheck && {
      healthCheck: {
        command: ['CMD-SHELL', `curl -f http://localhost:${PORT}/health || exit 1`],
        interval: service.checkSeconds,
        retries: 2,
        timeout: 3,
        startPeriod: 10,
      },
    }),
  }
  const sidecar = {
    name: 'sidecar',
    image: at.image(service.sidecar === 'helper-that-exits' ? 'sidecar-that-exits' : 'sidecar'),
    essential: service.sidecar === 'essential',
  }
  return {
    family: at.service,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: at.seed.executionRoleArn,
    containerDefinitions: service.sidecar === 'none' ? [app] : [app, sidecar],
  }
}

function serviceDefinition(
  { service }: Scenario,
  at: { service: string; seed: GoogleWorkspaceAccount; arns: readonly string[] },
): ServiceFile & Readonly<Record<string, unknown>> {
  const { capacity, earlySuccess, alarm } = service
  const hasGroups = service.groups !== 'none'
  return {
    cluster: CLUSTER,
    serviceName: at.service,
    desiredCount: service.desiredCount,
    ...(capacity === 'launch-type'
      ? { launchType: 'FARGATE' }
      : { capacityProviderStrategy: [{ capacityProvider: capacity, weight: 1, base: 0 }] }),
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: at.seed.privateSubnetIds,
        securityGroups: [at.seed.securityGroupId],
        assignPublicIp: 'DISABLED',
      },
    },
    ...(at.arns.length > 0 && {
      loadBalancers: at.arns.map(targetGroupArn => ({ targetGroupArn, containerName: 'app', containerPort: PORT })),
    }),
    ...(hasGroups && { healthCheckGracePeriodSeconds: service.graceSeconds }),
    deploymentConfiguration: {
      minimumHealthyPercent: service.minimumHealthyPercent,
      maximumPercent: 200,
      ...(alarm && {
        alarms: { enable: true, rollback: alarm.rollback, alarmNames: [ALARM] },
        bakeTimeInMinutes: alarm.bakeMinutes,
      }),
      ...(earlySuccess && {
        earlySuccessCriteria: {
          enable: true,
          healthyPercent: earlySuccess.percent,
          sourceServiceRevisionCleanup: earlySuccess.cleanup,
        },
      }),
    },
  }
}

function createGroup(
  { service }: Scenario,
  {
    simulator,
    seed,
    group,
  }: { simulator: Simulator; seed: GoogleWorkspaceAccount; group: { name: string; path: string } },
): string {
  const arn = createTargetGroup(simulator, { name: group.name, vpcId: seed.vpcId, checkSeconds: service.checkSeconds })
  simulator.call('elasticloadbalancing', 'ModifyTargetGroupAttributes', {
    TargetGroupArn: arn,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(service.drainSeconds) }],
  })
  const { Rules } = simulator.call('elasticloadbalancing', 'DescribeRules', {
    ListenerArn: seed.httpsListenerArn,
  }) as { Rules: readonly { readonly Priority: string }[] }
  const taken = Rules.flatMap(({ Priority }) => (Priority === 'default' ? [] : Number(Priority)))
  simulator.call('elasticloadbalancing', 'CreateRule', {
    ListenerArn: seed.httpsListenerArn,
    Priority: Math.max(0, ...taken) + 1,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [`${group.path}/*`] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: arn }],
  })
  return arn
}

/** As the simulator plays it. */
export function behaviourOf(image: ImageBehaviour): Behaviour {
  switch (image.kind) {
    case 'healthy':
      return { startSeconds: image.startSeconds, readySeconds: image.readySeconds }
    case 'crash':
      return {
        startSeconds: image.startSeconds,
        crash: { afterSeconds: image.afterSeconds, exitCode: 1 },
        crashes: image.share === 1 ? 'all' : { share: image.share },
      }
    case 'unhealthy':
      return { unhealthyAfterSeconds: image.afterSeconds }
    case 'start-failure':
      return { startFailure: START_FAILURES[image.failure].text }
  }
}
