import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { EC2 } from '@aws-sdk/client-ec2'
import { ECR } from '@aws-sdk/client-ecr'
import { ECS } from '@aws-sdk/client-ecs'
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2'
import { IAM } from '@aws-sdk/client-iam'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { ServiceDiscovery } from '@aws-sdk/client-servicediscovery'
import { SSM } from '@aws-sdk/client-ssm'
import { STS } from '@aws-sdk/client-sts'

/** The SDK's clients as they are, pointed at a simulator. One attempt: what a test asserts is the first answer. */
export function createClients(endpoint: string, maxAttempts = 1) {
  const configuration = {
    endpoint,
    region: 'us-east-1',
    maxAttempts,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
  }
  const clients = {
    ecs: new ECS(configuration),
    elbv2: new ElasticLoadBalancingV2(configuration),
    discovery: new ServiceDiscovery(configuration),
    logs: new CloudWatchLogs(configuration),
    sts: new STS(configuration),
    ec2: new EC2(configuration),
    ecr: new ECR(configuration),
    secretsManager: new SecretsManager(configuration),
    ssm: new SSM(configuration),
    iam: new IAM(configuration),
    scaling: new ApplicationAutoScaling(configuration),
  }
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}
