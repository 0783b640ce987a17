import { parseEcrHost, parseImageReference } from '../image/image-reference.ts'
import type { ImageInputs, ImageSource } from '../inputs.ts'
import type { Environment } from '../runtime.ts'
import type { InputReader } from './values.ts'

type EcrSource = Extract<ImageSource, { kind: 'ecr' }>

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
/** Of a repository's name, in characters (ECR, CreateRepository). */
const REPOSITORY_LENGTH = { min: 2, max: 256 }

export function parseImage(reader: InputReader, env: Environment): ImageInputs {
  return { source: parseSource(reader, env), pinImageDigest: reader.boolean('pin-image-digest') ?? false }
}

function parseSource(reader: InputReader, env: Environment): ImageSource | undefined {
  const hasImage = reader.given('image')
  const hasRepository = reader.given('ecr-repository')
  if (hasImage && hasRepository) {
    reader.complain('Inputs "image" and "ecr-repository" are both given: give one of them.')
  }
  if (hasImage && reader.given('image-tag')) {
    reader.complain(
      'Inputs "image" and "image-tag" are both given: put the tag into "image", or use "ecr-repository" with "image-tag".',
    )
  }
  if (!hasImage && !hasRepository && reader.given('image-tag')) {
    reader.refuse('image-tag', 'it needs "ecr-repository", so give that too, or a full reference in "image"')
  }
  const reference = parseReference(reader)
  const ecr = hasRepository ? parseEcr(reader, env) : undefined
  return reference === undefined ? ecr : { kind: 'reference', reference }
}

function parseReference(reader: InputReader): string | undefined {
  const reference = reader.text('image')
  if (reference === undefined || parseImageReference(reference)) return reference
  return reader.refuse('image', 'give a full reference such as registry.example.com/team/api:1.4.2')
}

function parseEcr(reader: InputReader, env: Environment): EcrSource | undefined {
  const tag = parseTag(reader, env)
  const location = parseRepository(reader)
  return tag !== undefined && location ? { kind: 'ecr', ...location, tag } : undefined
}

function parseTag(reader: InputReader, env: Environment): string | undefined {
  if (reader.given('image-tag')) {
    return reader.matching(
      'image-tag',
      TAG,
      'give a tag of at most 128 letters, digits, periods, hyphens and underscores',
    )
  }
  if (env.GITHUB_SHA) return env.GITHUB_SHA
  return reader.complain('Input "image-tag" is not given, and the run has no commit SHA (GITHUB_SHA): give the tag.')
}

function parseRepository(reader: InputReader): Pick<EcrSource, 'repository' | 'registry'> | undefined {
  const reference = parseImageReference(reader.text('ecr-repository') ?? '')
  const registry = reference?.registry === undefined ? undefined : parseEcrHost(reference.registry)
  const isElsewhere = reference?.registry !== undefined && !registry
  const isNamed = reference !== undefined && reference.tag === undefined && reference.digest === undefined
  const { length } = reference?.repository ?? ''
  if (isElsewhere || !isNamed || length < REPOSITORY_LENGTH.min || length > REPOSITORY_LENGTH.max) {
    return reader.refuse(
      'ecr-repository',
      'give a name such as team/api, or a path such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api, without tag',
    )
  }
  const { repository } = reference
  return {
    repository,
    registry: registry && { account: registry.account, region: registry.region, host: registry.host },
  }
}
