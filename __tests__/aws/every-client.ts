import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling'
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr'
import { ListTasksCommand } from '@aws-sdk/client-ecs'
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { GetRoleCommand } from '@aws-sdk/client-iam'
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import { ListNamespacesCommand } from '@aws-sdk/client-servicediscovery'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { Aws, SendOptions } from '../../src/aws/aws.ts'

interface OneCall {
  readonly name: keyof Aws
  /** Host of the service in us-east-1. */
  readonly host: string
  /** The suffix of `AWS_ENDPOINT_URL_`. */
  readonly variable: string
  readonly operation: string
  readonly call: (aws: Aws, options?: SendOptions) => Promise<unknown>
}

/** One read through each of the clients. */
export const EVERY_CLIENT: readonly OneCall[] = [
  {
    name: 'ecs',
    host: 'ecs.us-east-1.amazonaws.com',
    variable: 'ECS',
    operation: 'ListTasks',
    call: (aws, options) => aws.send(aws.ecs(), new ListTasksCommand({}), options),
  },
  {
    name: 'elbv2',
    host: 'elasticloadbalancing.us-east-1.amazonaws.com',
    variable: 'ELASTIC_LOAD_BALANCING_V2',
    operation: 'DescribeLoadBalancers',
    call: (aws, options) => aws.send(aws.elbv2(), new DescribeLoadBalancersCommand({}), options),
  },
  {
    name: 'serviceDiscovery',
    host: 'servicediscovery.us-east-1.amazonaws.com',
    variable: 'SERVICEDISCOVERY',
    operation: 'ListNamespaces',
    call: (aws, options) => aws.send(aws.serviceDiscovery(), new ListNamespacesCommand({}), options),
  },
  {
    name: 'logs',
    host: 'logs.us-east-1.amazonaws.com',
    variable: 'CLOUDWATCH_LOGS',
    operation: 'DescribeLogGroups',
    call: (aws, options) => aws.send(aws.logs(), new DescribeLogGroupsCommand({}), options),
  },
  {
    name: 'sts',
    host: 'sts.us-east-1.amazonaws.com',
    variable: 'STS',
    operation: 'GetCallerIdentity',
    call: (aws, options) => aws.send(aws.sts(), new GetCallerIdentityCommand({}), options),
  },
  {
    name: 'ec2',
    host: 'ec2.us-east-1.amazonaws.com',
    variable: 'EC2',
    operation: 'DescribeVpcs',
    call: (aws, options) => aws.send(aws.ec2(), new DescribeVpcsCommand({}), options),
  },
  {
    name: 'ecr',
    host: 'api.ecr.us-east-1.amazonaws.com',
    variable: 'ECR',
    operation: 'DescribeRepositories',
    call: (aws, options) => aws.send(aws.ecr(), new DescribeRepositoriesCommand({}), options),
  },
  {
    name: 'secretsManager',
    host: 'secretsmanager.us-east-1.amazonaws.com',
    variable: 'SECRETS_MANAGER',
    operation: 'DescribeSecret',
    call: (aws, options) => aws.send(aws.secretsManager(), new DescribeSecretCommand({ SecretId: 'key' }), options),
  },
  {
    name: 'ssm',
    host: 'ssm.us-east-1.amazonaws.com',
    variable: 'SSM',
    operation: 'GetParameter',
    call: (aws, options) => aws.send(aws.ssm(), new GetParameterCommand({ Name: '/key' }), options),
  },
  {
    name: 'iam',
    host: 'iam.amazonaws.com',
    variable: 'IAM',
    operation: 'GetRole',
    call: (aws, options) => aws.send(aws.iam(), new GetRoleCommand({ RoleName: 'task' }), options),
  },
  {
    name: 'applicationAutoScaling',
    host: 'application-autoscaling.us-east-1.amazonaws.com',
    variable: 'APPLICATION_AUTO_SCALING',
    operation: 'DescribeScalableTargets',
    call: (aws, options) =>
      aws.send(aws.applicationAutoScaling(), new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }), options),
  },
]
