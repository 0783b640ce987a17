import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { createSimulator } from '../../simulator/simulator.ts'
import { errorOf, simulatorForEachTest } from './simulator-fixture.ts'

const running = simulatorForEachTest()

describe('ECR', () => {
  const repository = 'busyb/api'
  const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com'

  test('a tag moves to the image that was pushed last; the earlier one stays, untagged', async () => {
    const first = running.simulator.pushImage({ repository, tag: 'v1' })
    const second = running.simulator.pushImage({ repository, tag: 'v1' })
    expect(second).not.toBe(first)
    const { imageDetails } = await running.clients.ecr.describeImages({ repositoryName: repository })
    expect(imageDetails?.map(image => [image.imageDigest, image.imageTags])).toEqual([
      [first, undefined],
      [second, ['v1']],
    ])
    const tagged = await running.clients.ecr.describeImages({
      repositoryName: repository,
      imageIds: [{ imageTag: 'v1' }],
    })
    expect(tagged.imageDetails?.map(image => image.imageDigest)).toEqual([second])
    const untagged = await running.clients.ecr.describeImages({
      repositoryName: repository,
      filter: { tagStatus: 'UNTAGGED' },
    })
    expect(untagged.imageDetails?.map(image => image.imageDigest)).toEqual([first])
  })

  test('the same pushes have the same digests in every simulator', async () => {
    const other = await createSimulator()
    await other.close()
    expect(other.pushImage({ repository, tag: 'v1' })).toBe(running.simulator.pushImage({ repository, tag: 'v1' }))
  })

  test('images and repositories that do not exist', async () => {
    running.simulator.pushImage({ repository, tag: 'v1' })
    expect(
      await errorOf(running.clients.ecr.describeImages({ repositoryName: repository, imageIds: [{ imageTag: 'v2' }] })),
    ).toBe(
      "ImageNotFoundException: The image with imageId {imageDigest:'null', imageTag:'v2'} does not exist within the repository with name 'busyb/api' in the registry with id '123456789012'",
    )
    const missing =
      "RepositoryNotFoundException: The repository with name 'none' does not exist in the registry with id '123456789012'"
    expect(await errorOf(running.clients.ecr.describeImages({ repositoryName: 'none' }))).toBe(missing)
    expect(await errorOf(running.clients.ecr.describeRepositories({ repositoryNames: ['none'] }))).toBe(missing)
    expect(
      await errorOf(running.clients.ecr.describeImages({ repositoryName: repository, registryId: '111122223333' })),
    ).toMatch(/^RepositoryNotFoundException: .* in the registry with id '111122223333'$/)
  })

  test('a single image: its manifest has the digest, and leads to the architecture', async () => {
    const imageDigest = running.simulator.pushImage({ repository, tag: 'v1', architectures: ['arm64'] })
    const { images } = await running.clients.ecr.batchGetImage({
      repositoryName: repository,
      imageIds: [{ imageTag: 'v1' }],
    })
    const text = images?.[0]?.imageManifest ?? ''
    expect(images?.[0]?.imageId).toEqual({ imageTag: 'v1', imageDigest })
    expect(`sha256:${createHash('sha256').update(text).digest('hex')}`).toBe(imageDigest)
    const layerDigest = JSON.parse(text).config.digest
    const { downloadUrl } = await running.clients.ecr.getDownloadUrlForLayer({
      repositoryName: repository,
      layerDigest,
    })
    const config = await (await fetch(downloadUrl ?? '')).json()
    expect(config).toMatchObject({ architecture: 'arm64', os: 'linux' })
  })

  test('several platforms: an index with an attestation beside each image, every entry readable', async () => {
    running.simulator.pushImage({ repository, tag: 'v1', architectures: ['amd64', 'arm64'] })
    const { images } = await running.clients.ecr.batchGetImage({
      repositoryName: repository,
      imageIds: [{ imageTag: 'v1' }],
    })
    expect(images?.[0]?.imageManifestMediaType).toBe('application/vnd.oci.image.index.v1+json')
    const { manifests } = JSON.parse(images?.[0]?.imageManifest ?? '')
    expect(manifests.map((entry: { platform: object }) => entry.platform)).toEqual([
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux' },
      { architecture: 'unknown', os: 'unknown' },
      { architecture: 'unknown', os: 'unknown' },
    ])
    const imageIds = manifests.map(({ digest }: { digest: string }) => ({ imageDigest: digest }))
    const entries = await running.clients.ecr.batchGetImage({ repositoryName: repository, imageIds })
    expect([entries.images?.length, entries.failures]).toEqual([4, []])
  })

  test('a missing image is a failure, not an error; a missing layer is an error', async () => {
    running.simulator.pushImage({ repository, tag: 'v1' })
    const { failures } = await running.clients.ecr.batchGetImage({
      repositoryName: repository,
      imageIds: [{ imageTag: 'v2' }],
    })
    expect(failures).toEqual([
      { imageId: { imageTag: 'v2' }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
    ])
    const layerDigest = `sha256:${'0'.repeat(64)}`
    expect(
      await errorOf(running.clients.ecr.getDownloadUrlForLayer({ repositoryName: repository, layerDigest })),
    ).toMatch(/^LayersNotFoundException/)
    expect((await fetch(`${running.simulator.url}/ecr-layers/${repository}/${layerDigest}`)).status).toBe(404)
  })

  test('what a reference refers to', () => {
    const first = running.simulator.pushImage({ repository, tag: 'v1', behaviour: { startSeconds: 1 } })
    const second = running.simulator.pushImage({ repository, tag: 'v1', behaviour: { startSeconds: 2 } })
    const digestOf = (reference: string) => running.simulator.world.ports.images.resolve(reference)?.digest
    expect(digestOf(`${host}/${repository}:v1`)).toBe(second)
    expect(digestOf(`${host}/${repository}@${first}`)).toBe(first)
    expect(digestOf(`${host}/${repository}:v1@${first}`)).toBe(first)
    expect(digestOf(`${host}/${repository}`)).toBeUndefined()
    expect(digestOf(`${host}/none:v1`)).toBeUndefined()
    expect(digestOf(`111122223333.dkr.ecr.us-east-1.amazonaws.com/${repository}:v1`)).toBeUndefined()
    expect(digestOf('public.ecr.aws/nginx/nginx:latest')).toMatch(/^sha256:/)
    expect(running.simulator.world.ports.images.resolve(`${host}/${repository}@${first}`)?.behaviour).toEqual({
      startSeconds: 1,
    })
  })

  test('a digest that is given is the one that is returned', async () => {
    const digest = `sha256:${'7'.repeat(64)}`
    expect(running.simulator.pushImage({ repository, tag: 'v1', digest })).toBe(digest)
    const { imageDetails } = await running.clients.ecr.describeImages({ repositoryName: repository })
    expect(imageDetails?.map(image => image.imageDigest)).toEqual([digest])
  })
})
