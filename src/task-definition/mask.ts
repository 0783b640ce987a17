/** Stands for the part of a text that looks like a secret. */
const MASK = '***'

/** Each leaves its first group and masks what follows it. */
const SECRET_PARTS: readonly RegExp[] = [
  // `--db-password=x`, `API_TOKEN=x`, `"secret": "x"`; also with a blank, as in `--token x`.
  /([\w-]*(?:password|passwd|secret|token|api[-_]?key|private[-_]?key|credential)[\w-]*["']?\s*(?:[=:]\s*|\s+)["']?)[^\s"',}]+/gi,
  // `["--token","x"]`: a flag and its value as two words of a command.
  /("-{1,2}[\w-]*(?:password|passwd|secret|token|api[-_]?key|private[-_]?key|credential)[\w-]*"\s*,\s*")[^"]+/gi,
  // `https://user:password@host`
  /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
  // `Authorization: Bearer x`
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // Ids of AWS access keys, and tokens of GitHub and Slack by their prefixes.
  /(\b)(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[opsur]_\w{20,}|xox[abprs]-[\w-]{10,})\b/g,
]

/**
 * The text with the parts that look like secrets masked: for values that the user asked to see. A guess, and not a
 * guard: values are shown only on request.
 */
export function maskSecrets(text: string): string {
  return SECRET_PARTS.reduce((rest, pattern) => rest.replace(pattern, `$1${MASK}`), text)
}
