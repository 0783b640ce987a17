import { ApiError } from '../../errors.ts'

/** A kind of id, and how EC2 refuses one. Codes: EC2 user guide, "Error codes"; texts: public reports. */
export interface IdKind {
  readonly prefix: string
  readonly malformed: string
  readonly notFound: string
  readonly text: (ids: readonly string[]) => string
}

export const VPC_IDS: IdKind = {
  prefix: 'vpc-',
  malformed: 'InvalidVpcId.Malformed',
  notFound: 'InvalidVpcID.NotFound',
  text: ids =>
    ids.length === 1 ? `The vpc ID '${ids[0]}' does not exist` : `The vpc IDs '${ids.join(', ')}' do not exist`,
}

export const SUBNET_IDS: IdKind = {
  prefix: 'subnet-',
  malformed: 'InvalidSubnetId.Malformed',
  notFound: 'InvalidSubnetID.NotFound',
  text: ids =>
    ids.length === 1 ? `The subnet ID '${ids[0]}' does not exist` : `The subnet IDs '${ids.join(', ')}' do not exist`,
}

export const GROUP_IDS: IdKind = {
  prefix: 'sg-',
  malformed: 'InvalidGroupId.Malformed',
  notFound: 'InvalidGroup.NotFound',
  text: ids =>
    ids.length === 1
      ? `The security group '${ids[0]}' does not exist`
      : `The security groups '${ids.join(', ')}' do not exist`,
}

/** Throws if an id is not one of its kind, or is not known. */
export function refuseUnknown(
  ids: readonly string[] | undefined,
  known: ReadonlyMap<string, unknown>,
  kind: IdKind,
): void {
  const malformed = ids?.find(id => !id.startsWith(kind.prefix))
  if (malformed !== undefined) {
    throw new ApiError(kind.malformed, `Invalid id: "${malformed}" (expecting "${kind.prefix}...")`)
  }
  const missing = ids?.filter(id => !known.has(id)) ?? []
  if (missing.length > 0) throw new ApiError(kind.notFound, kind.text(missing))
}
