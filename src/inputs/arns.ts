import { parseArn } from '../aws/arn.ts'
import type { InputName } from './names.ts'
import type { InputReader } from './values.ts'

export interface ArnRules {
  readonly service: string
  readonly resource: RegExp
  /** What it is the ARN of, with its form, for the sentence. */
  readonly valid: string
  /** The region of the run, where the resource has to be in it. */
  readonly region?: string | undefined
}

/** Checks a text that has to be an ARN, and returns it if it is one of the right kind and region. */
export function checkArn(reader: InputReader, name: InputName, { valid, ...rules }: ArnRules): string | undefined {
  const text = reader.text(name)
  if (text === undefined) return undefined
  const arn = parseArn(text)
  if (arn?.service !== rules.service || !rules.resource.test(arn.resource)) return reader.refuse(name, `give ${valid}`)
  if (rules.region !== undefined && arn.region !== rules.region) {
    return reader.refuse(
      name,
      `the run is in ${rules.region}, so give one in that region, or the other region in "aws-region"`,
    )
  }
  return text
}
