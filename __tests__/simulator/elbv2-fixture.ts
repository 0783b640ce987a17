import { createWorld } from '../../simulator/create-world.ts'
import { createElbv2 } from '../../simulator/services/elbv2/elbv2.ts'
import type { ApplicationAnswer, NetworkPort, TargetBackend } from '../../simulator/world.ts'

export const VPC_ID = 'vpc-1'

type Input = Readonly<Record<string, unknown>>

/** An account with one load balancer and one listener that answers 404 by default. The clock is driven by hand. */
export function createElbv2Fixture() {
  const world = createWorld({})
  const network: NetworkPort = {
    subnet: () => ({ vpcId: VPC_ID, availabilityZone: 'us-east-1a' }),
    securityGroup: () => ({ vpcId: VPC_ID }),
    allocateAddress: () => '10.0.0.4',
  }
  world.ports.network = network
  const elbv2 = createElbv2(world)
  world.ports.targets = elbv2.port
  const loadBalancer = (name: string) =>
    elbv2.createLoadBalancer({ name, vpcId: VPC_ID, subnets: ['subnet-1'], securityGroups: ['sg-1'] })
  const loadBalancerArn = loadBalancer('alb')
  const listener = (arn: string, port: number) =>
    elbv2.createListener({
      loadBalancerArn: arn,
      port,
      protocol: 'HTTP',
      defaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'nobody' } }],
    })
  const listenerArn = listener(loadBalancerArn, 80)

  // biome-ignore lint/suspicious/noExplicitAny: AWS's shapes
  function call(operation: string, input: Input): any {
    const run = elbv2.operations[operation]
    if (!run) throw new Error(`No operation ${operation}.`)
    world.clock.settle()
    return structuredClone(
      run(structuredClone(input), { service: 'elasticloadbalancing', operation, region: world.region }),
    )
  }

  function createTargetGroup(overrides: Input = {}): string {
    const input = { Name: 'group', Protocol: 'HTTP', Port: 80, VpcId: VPC_ID, TargetType: 'ip', ...overrides }
    return call('CreateTargetGroup', input).TargetGroups[0].TargetGroupArn
  }

  function createRule(targetGroupArn: string, overrides: Input = {}): string {
    return call('CreateRule', ruleInput(targetGroupArn, overrides)).Rules[0].RuleArn
  }

  function ruleInput(targetGroupArn: string, overrides: Input = {}): Input {
    return {
      ListenerArn: listenerArn,
      Priority: 50,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a/*'] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
      ...overrides,
    }
  }

  function get(path: string) {
    const loadBalancerDnsName = String(call('DescribeLoadBalancers', {}).LoadBalancers[0].DNSName)
    return elbv2.route({ loadBalancerDnsName, port: 80, method: 'GET', path, host: 'www.example.com', headers: {} })
  }

  return {
    world,
    elbv2,
    call,
    createTargetGroup,
    createRule,
    ruleInput,
    get,
    loadBalancer,
    listener,
    loadBalancerArn,
    listenerArn,
  }
}

/** A target whose answer to every path can be changed. */
export interface FakeBackend extends TargetBackend {
  answer: number | 'refused' | 'timeout'
  readonly asked: string[]
}

export function createBackend(answer: FakeBackend['answer'], body = 'OK'): FakeBackend {
  const backend: FakeBackend = {
    answer,
    asked: [],
    get(path): ApplicationAnswer | 'refused' | 'timeout' {
      backend.asked.push(path)
      return typeof backend.answer === 'number' ? { status: backend.answer, body } : backend.answer
    },
  }
  return backend
}

/** Code and text of what a call throws. */
export function refusal(run: () => unknown): { code: string; message: string } {
  try {
    run()
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
  throw new Error('Expected a refusal, but the call succeeded.')
}
