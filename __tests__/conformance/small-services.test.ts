import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { DIFFERENCES } from './differences.ts'
import { type Account, refusalOf, SUBJECTS } from './subjects.ts'

const REPOSITORY = 'busyb-google-workspace-mcp'

describe.each(SUBJECTS)('Small services: $name', ({ name: subject, start }) => {
  let account: Account
  beforeAll(async () => {
    account = await start()
  })
  afterAll(() => account.close())

  test('STS returns the account and the caller', async () => {
    const caller = await account.clients.sts.getCallerIdentity({})
    expect(caller.Account).toBe('123456789012')
    expect(caller.Arn).toMatch(/^arn:aws:(sts|iam)::123456789012:/)
    expect(caller.UserId).toEqual(expect.any(String))
  })

  test('IAM returns a role by its name', async () => {
    const { Role } = await account.clients.iam.getRole({ RoleName: 'ecsTaskExecutionRole' })
    expect(Role).toMatchObject({ RoleName: 'ecsTaskExecutionRole', Path: '/', Arn: account.executionRoleArn })
    expect(account.executionRoleArn).toBe('arn:aws:iam::123456789012:role/ecsTaskExecutionRole')
    const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))
    expect(trust.Statement[0].Principal).toEqual({ Service: 'ecs-tasks.amazonaws.com' })
  })

  test('IAM refuses a role that does not exist', async () => {
    expect(await refusalOf(account.clients.iam.getRole({ RoleName: 'nobody' }))).toBe('NoSuchEntityException')
  })

  describe('Secrets Manager', () => {
    const partialArn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}`

    test.each([
      ['name', 'busyb/google-oauth-client-id'],
      ['partial ARN', partialArn('busyb/google-oauth-client-id')],
    ])('describes a secret by %s, with its full ARN', async (_, id) => {
      const secret = await account.clients.secretsManager.describeSecret({ SecretId: id })
      expect(secret.Name).toBe('busyb/google-oauth-client-id')
      expect(secret.ARN).toBe(account.secretArns['busyb/google-oauth-client-id'])
      expect(secret.ARN).toMatch(/:secret:busyb\/google-oauth-client-id-[A-Za-z0-9]{6}$/)
    })

    test('refuses a secret that does not exist', async () => {
      const call = account.clients.secretsManager.describeSecret({ SecretId: 'busyb/other' })
      expect(await refusalOf(call)).toBe('ResourceNotFoundException')
    })

    test('takes a partial ARN for a full one where the name ends in a hyphen and six characters', async () => {
      const id = partialArn('busyb/google-oauth-client-secret')
      const call = account.clients.secretsManager.describeSecret({ SecretId: id })
      expect(await refusalOf(call)).toBe(DIFFERENCES['partial-arn'][subject])
    })
  })

  describe('ECR', () => {
    test('describes the image that a tag means', async () => {
      const { imageDetails } = await account.clients.ecr.describeImages({
        repositoryName: REPOSITORY,
        imageIds: [{ imageTag: 'v1' }],
      })
      expect(imageDetails?.[0]).toMatchObject({ imageDigest: account.imageDigest, imageTags: ['v1'] })
      expect(account.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/)
    })

    test('returns the manifest', async () => {
      const { images } = await account.clients.ecr.batchGetImage({
        repositoryName: REPOSITORY,
        imageIds: [{ imageTag: 'v1' }],
      })
      expect(images?.[0]?.imageId?.imageDigest).toBe(account.imageDigest)
      expect(JSON.parse(images?.[0]?.imageManifest ?? '{}').schemaVersion).toBe(2)
    })

    test('refuses a tag that does not exist', async () => {
      const call = account.clients.ecr.describeImages({ repositoryName: REPOSITORY, imageIds: [{ imageTag: 'v9' }] })
      expect(await refusalOf(call)).toBe('ImageNotFoundException')
    })

    test('lists a tag that does not exist among the failures of a batch', async () => {
      const { images, failures } = await account.clients.ecr.batchGetImage({
        repositoryName: REPOSITORY,
        imageIds: [{ imageTag: 'v9' }],
      })
      expect(images).toEqual([])
      expect(failures?.map(failure => failure.failureCode)).toEqual(['ImageNotFound'])
    })

    test('refuses a repository that does not exist', async () => {
      const call = account.clients.ecr.describeImages({ repositoryName: 'other', imageIds: [{ imageTag: 'v1' }] })
      expect(await refusalOf(call)).toBe('RepositoryNotFoundException')
    })
  })

  describe('CloudWatch Logs', () => {
    test('finds groups by the beginning of their names', async () => {
      const { logs } = account.clients
      await logs.createLogGroup({ logGroupName: '/ecs/one' })
      await logs.createLogGroup({ logGroupName: '/ecs/one-more' })
      const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: '/ecs/one' })
      expect(logGroups?.map(group => group.logGroupName)).toEqual(['/ecs/one', '/ecs/one-more'])
      expect(logGroups?.[0]?.retentionInDays).toBeUndefined()
    })

    test('refuses a group that exists', async () => {
      await account.clients.logs.createLogGroup({ logGroupName: '/ecs/twice' })
      const call = account.clients.logs.createLogGroup({ logGroupName: '/ecs/twice' })
      expect(await refusalOf(call)).toBe('ResourceAlreadyExistsException')
    })

    test('keeps the retention of a group', async () => {
      const { logs } = account.clients
      await logs.createLogGroup({ logGroupName: '/ecs/kept' })
      await logs.putRetentionPolicy({ logGroupName: '/ecs/kept', retentionInDays: 30 })
      const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: '/ecs/kept' })
      expect(logGroups?.[0]?.retentionInDays).toBe(30)
    })

    test('refuses to read a stream that does not exist', async () => {
      const { logs } = account.clients
      await logs.createLogGroup({ logGroupName: '/ecs/empty' })
      const call = logs.getLogEvents({ logGroupName: '/ecs/empty', logStreamName: 'ecs/app/0' })
      expect(await refusalOf(call)).toBe('ResourceNotFoundException')
    })

    test('a group without streams has none', async () => {
      const { logs } = account.clients
      await logs.createLogGroup({ logGroupName: '/ecs/quiet' })
      const { logStreams } = await logs.describeLogStreams({ logGroupName: '/ecs/quiet' })
      expect(logStreams ?? []).toEqual([])
    })
  })
})
