import { describe, expect, test } from '@jest/globals'
import { INPUT_NAMES, type InputName } from '../../src/inputs/names.ts'
import { type InputValues, read } from './parse.ts'

const LISTENER: InputValues = { 'load-balancer': 'busyb-alb', 'path-patterns': '/api/*' }
const DISCOVERY: InputValues = { namespace: 'busyb.local', 'discovery-service': 'api' }
const ELB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'

interface Sample {
  readonly value: string
  /** What has to be there as well for the input to be right. */
  readonly beside?: InputValues
}

/** A right value for each input, other than its default. */
const SAMPLES: Readonly<Record<Exclude<InputName, 'mode'>, Sample>> = {
  'aws-region': { value: 'eu-west-1' },
  cluster: { value: 'busyb-cluster' },
  service: { value: 'other' },
  'task-definition': { value: 'ecs/task-definition.json' },
  'service-definition': { value: 'ecs/service.yml' },
  variables: { value: 'STAGE=production' },
  tags: { value: 'Environment=production' },
  'provenance-tags': { value: 'false' },
  'propagate-tags': { value: 'TASK_DEFINITION' },
  'enable-ecs-managed-tags': { value: 'false' },
  image: { value: 'registry.example.com/team/api:1.4.2' },
  'ecr-repository': { value: 'team/api' },
  'image-tag': { value: 'v1.4.2', beside: { 'ecr-repository': 'team/api' } },
  'pin-image-digest': { value: 'true' },
  family: { value: 'busyb-api' },
  'container-name': { value: 'app' },
  'container-port': { value: '8080' },
  cpu: { value: '512' },
  memory: { value: '1024' },
  'cpu-architecture': { value: 'ARM64' },
  'execution-role': { value: 'ecsTaskExecutionRole' },
  'task-role': { value: 'arn:aws:iam::123456789012:role/service-role/api' },
  environment: { value: 'PORT=8080' },
  secrets: { value: 'KEY=prod/key' },
  'environment-mode': { value: 'replace' },
  command: { value: 'serve --port 8080' },
  'entry-point': { value: '["/usr/bin/tini", "--"]' },
  'log-group': { value: '/ecs/busyb-api' },
  'log-stream-prefix': { value: 'api' },
  'log-retention-days': { value: '30' },
  'container-health-check': { value: 'curl -f http://localhost:8080/health || exit 1' },
  'container-health-check-interval-seconds': { value: '30' },
  'container-health-check-timeout-seconds': { value: '5' },
  'container-health-check-retries': { value: '3' },
  'container-health-check-start-period-seconds': { value: '0' },
  vpc: { value: 'tag:Name=busyb-vpc' },
  subnets: { value: 'subnet-0a1b2c3d4e5f60718' },
  'security-groups': { value: 'busyb-ecs-sg' },
  'assign-public-ip': { value: 'TRUE' },
  'target-group-arn': { value: `${ELB}:targetgroup/api/0123456789abcdef` },
  'load-balancer': { value: 'busyb-alb', beside: { 'path-patterns': '/api/*' } },
  'listener-port': { value: '80', beside: LISTENER },
  'listener-arn': {
    value: `${ELB}:listener/app/alb/0123456789abcdef/0123456789abcdef`,
    beside: { 'path-patterns': '/api/*' },
  },
  'target-group': { value: 'busyb-api', beside: LISTENER },
  'target-group-protocol': { value: 'HTTPS', beside: LISTENER },
  'target-group-protocol-version': { value: 'HTTP2', beside: LISTENER },
  'target-group-port': { value: '80', beside: LISTENER },
  'health-check-path': { value: '/health', beside: LISTENER },
  'health-check-interval-seconds': { value: '15', beside: LISTENER },
  'health-check-timeout-seconds': { value: '5', beside: LISTENER },
  'healthy-threshold-count': { value: '2', beside: LISTENER },
  'unhealthy-threshold-count': { value: '3', beside: LISTENER },
  'health-check-matcher': { value: '200-299,301', beside: LISTENER },
  'deregistration-delay-seconds': { value: '30', beside: LISTENER },
  'path-patterns': { value: '/api\n/api/*', beside: { 'load-balancer': 'busyb-alb', 'host-headers': '*.example.com' } },
  'host-headers': { value: 'api.example.com', beside: LISTENER },
  'rule-priority': { value: 'auto', beside: LISTENER },
  'strip-path-prefix': { value: '/api', beside: LISTENER },
  namespace: { value: 'busyb.local', beside: { 'discovery-service': 'api' } },
  'discovery-service': { value: 'api', beside: { namespace: 'busyb.local' } },
  'discovery-record-types': { value: 'A,SRV', beside: DISCOVERY },
  'discovery-ttl-seconds': { value: '0', beside: DISCOVERY },
  'desired-count': { value: '0' },
  'platform-version': { value: '1.4.0' },
  'capacity-provider-strategy': { value: 'FARGATE_SPOT=weight:4,base:0' },
  'enable-execute-command': { value: 'true' },
  'health-check-grace-period-seconds': { value: '60' },
  'minimum-healthy-percent': { value: '50' },
  'maximum-percent': { value: '150' },
  'circuit-breaker': { value: 'off' },
  'force-new-deployment': { value: 'true' },
  wait: { value: 'false' },
  'wait-until': { value: 'serving' },
  'stable-seconds': { value: '0' },
  'wait-timeout-minutes': { value: '10' },
  'max-task-failures': { value: '5' },
  'on-failure': { value: 'leave' },
  'on-cancel': { value: 'rollback' },
  'verify-url': { value: '/health' },
  'verify-status': { value: '200,302' },
  'verify-body': { value: '{"status": "healthy"}', beside: { 'verify-url': '/health' } },
  'verify-timeout-seconds': { value: '60' },
  'on-unverified': { value: 'rollback' },
  'job-summary': { value: 'false' },
  'show-environment-values': { value: 'true' },
}

describe('every input of action.yml is read', () => {
  test('there is a sample for each of them except the mode, which has one value', () => {
    expect(Object.keys(SAMPLES)).toEqual(INPUT_NAMES.filter(name => name !== 'mode'))
  })

  test.each(Object.entries(SAMPLES))('%s', (name, { value, beside }) => {
    const base: InputValues = { service: 'api', ...beside }
    const result = read({ ...base, [name]: value })
    expect(result.problems).toEqual([])
    expect(result.inputs).not.toEqual(read(base).inputs)
  })

  test('mode', () => {
    for (const mode of ['deploy', 'plan']) expect(read({ service: 'api', mode }).inputs?.general.mode).toBe(mode)
    expect(read({ service: 'api', mode: 'other' }).problems).toEqual(['Input "mode" is "other": give deploy or plan.'])
  })
})
