import { invalid } from './refusals.ts'
import { refuseUnsupportedRegex } from './regex.ts'
import type { Rewrite, Transform } from './shapes.ts'

/** RewriteConfig: "The maximum length of the string is 1,024 characters." */
const LONGEST = 1024
const CONFIGS = { 'url-rewrite': 'UrlRewriteConfig', 'host-header-rewrite': 'HostHeaderRewriteConfig' } as const

/**
 * Checks a rule's transforms: "one host header rewrite transform and one URL rewrite transform" at most, each of "a
 * regular expression to match and a replacement string" (API reference, CreateRule and UrlRewriteConfig). Wordings are
 * assumed.
 */
export function readTransforms(transforms: readonly Transform[]): readonly Transform[] {
  for (const type of Object.keys(CONFIGS)) {
    if (transforms.filter(transform => transform.Type === type).length > 1) {
      throw invalid(`A rule can only have one '${type}' transform`)
    }
  }
  for (const transform of transforms) {
    const name = CONFIGS[transform.Type as keyof typeof CONFIGS]
    if (!name) throw invalid(`Transform type '${transform.Type}' must be one of '[${Object.keys(CONFIGS).join(',')}]'`)
    const other = name === 'UrlRewriteConfig' ? 'HostHeaderRewriteConfig' : 'UrlRewriteConfig'
    if (transform[other]) throw invalid(`${other} cannot be specified for the transform type '${transform.Type}'`)
    const rewrites = transform[name]?.Rewrites ?? []
    const [rewrite] = rewrites
    if (rewrites.length !== 1 || !rewrite)
      throw invalid(`A '${transform.Type}' transform must have exactly one rewrite`)
    checkRewrite(rewrite)
  }
  return structuredClone(transforms)
}

function checkRewrite({ Regex, Replace }: Rewrite): void {
  for (const text of [Regex, Replace]) {
    if (text.length > LONGEST) throw invalid(`'${text}' must be no longer than ${LONGEST} characters`)
  }
  refuseUnsupportedRegex(Regex)
}
