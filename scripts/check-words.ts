/**
 * `node scripts/check-words.ts`: finds words at which a native reader stumbles, in the texts and comments of src/, in the
 * documents and in the descriptions of action.yml. Ends with exit code 1 if there are any.
 *
 * A quotation of somebody else's text is skipped if its line or the line above it is marked: with a comment that contains
 * `quoted:`, in Markdown with `<!-- quoted -->`.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kind, lineOf, proseOf } from './prose.ts'

interface Rule {
  readonly pattern: RegExp
  readonly instead: string
}

const AWS = String.raw`(?:AWS|ECS|ECR|ELB|EC2|IAM|STS|SSM|Fargate|Cloud Map|CloudWatch(?: Logs)?|Secrets Manager|Auto Scaling|Route 53|(?:Describe|List|Get|Create|Update|Register)[A-Z]\w+)`

const RULES: readonly Rule[] = [
  // An API does not talk to anybody.
  { pattern: new RegExp(String.raw`(?<!\b(?:than|and) )\b${AWS} answer(?:s|ed)?\b`), instead: 'returns' },
  { pattern: /\banswer(?:s|ed) (?:no|with|by)\b/i, instead: 'returns' },
  { pattern: /\basked of\b/i, instead: 'requested from' },
  { pattern: new RegExp(String.raw`\b(?:${AWS}|API|call|it) wants\b`), instead: 'requires' },
  { pattern: /\btold\b/i, instead: 'is given, knows; for "told apart": distinguished' },
  { pattern: /\b(?:that|this|it|which|what) is said\b/i, instead: 'the log says so' },
  { pattern: /\bsay(?:s|ing)?(?: nothing| little| more)? of\b/i, instead: 'says about' },
  { pattern: /\bcannot be said\b/i, instead: 'is not known' },

  // "Take" means too much: accept, apply, use, assume, remove.
  {
    pattern: new RegExp(
      String.raw`\b(?:${AWS}|API|limit|input) takes?\b(?! (?:about|up to|(?:its |the )?place|over|effect|long|time|\d+ (?:seconds?|minutes?)))`,
    ),
    instead: 'accepts, applies',
  },
  { pattern: /\btaken (?:to (?:be|exist|mean)|for granted)\b/i, instead: 'assumed' },
  { pattern: /\btaken for\b(?! granted)/i, instead: 'treated as, mistaken for' },
  { pattern: /\btaken as (?:it is|they are|is)\b/i, instead: 'used as it is' },
  { pattern: /\b(?:tak(?:e|es|en|ing)|took) out\b/i, instead: 'remove' },

  // Things do not stand, bear or lie anywhere: they are there.
  { pattern: /\b(?:stand(?:s|ing)?|stood) (?:in(?! for\b)|beside|there|at|behind)\b/i, instead: 'is in, is there' },
  { pattern: /\bbears?\b/i, instead: 'has' },
  { pattern: /\b(?:lays?|laid) over\b/i, instead: 'is merged into, overrides' },
  {
    pattern: /\b(?:lies?|lay|keeps?|kept|tells?) (?:\w+ ){0,3}apart\b/i,
    instead: 'differs by, separates, distinguishes',
  },
  { pattern: /\bapart from it\b/i, instead: 'except for it, separate from it' },

  // Word order and articles of another language.
  {
    pattern:
      /(?<!\bthere )\b(?:is|are|was|were) no (?!(?:longer|more|less|different|proof|coincidence|surprise|secrets?|use|match)\b|\w+er than\b)/i,
    instead: 'is not a',
  },
  { pattern: /\ban? (?:[\w-]+ ){1,4}of (?:its|their|one's) own\b/i, instead: 'a separate' },
  {
    pattern: /\b(?:a|an|the|our|one|each|every|first|second|last|next|single|another|\w+'s) look\b(?!-)/i,
    instead: 'read, poll, check',
  },
  { pattern: /\b(?:no|nothing|is|are) further\b/i, instead: 'no more, nothing else' },
  { pattern: /\bnot together with\b/i, instead: 'cannot be combined with' },
  { pattern: /\bours's\b/i, instead: "our deployment's" },

  // Old or not idiomatic.
  { pattern: /\bfor ever\b/i, instead: 'forever; for logs: never expire' },
  { pattern: /\bspelt\b/i, instead: 'spelled, written' },
  { pattern: /\b(?:time|deadline) (?:is|was|had been|has been) over\b/i, instead: 'timed out, has passed' },
  { pattern: /\bcredentials end(?:ed)?\b/i, instead: 'credentials expire' },

  // A report that praises or shouts says less.
  { pattern: /\bsuccessfully\b/i, instead: '(leave it out)' },
  { pattern: /[A-Za-z`)]!(?=["')\]]*(?: |$))/i, instead: 'a full stop' },
]

export interface Finding {
  readonly line: number
  readonly word: string
  readonly instead: string
}

/** Pure. The words in a file at which a native reader stumbles, in the order of the lines. */
export function findWords(source: string, kind: Kind): readonly Finding[] {
  const { passages, marks } = proseOf(source, kind)
  return passages
    .flatMap(({ text, offsets }) =>
      RULES.flatMap(({ pattern, instead }) =>
        [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map(({ 0: word, index }) => ({
          line: lineOf(source, offsets[index] ?? 0),
          word: word.trim(),
          instead,
        })),
      ),
    )
    .filter(({ line }) => !marks.has(line) && !marks.has(line - 1))
    .toSorted((a, b) => a.line - b.line)
}

/** Every file that is checked; one that does not exist is skipped. */
const FILES: readonly (readonly [kind: Kind, pattern: string])[] = [
  ['manifest', 'action.yml'],
  ['markdown', 'README.md'],
  ['markdown', 'CONTRIBUTING.md'],
  ['markdown', 'docs/*.md'],
  ['markdown', 'examples/**/README.md'],
  ['typescript', 'src/**/*.ts'],
]

function main(root: string): void {
  for (const [kind, pattern] of FILES) {
    for (const file of globSync(pattern, { cwd: root }).toSorted()) {
      for (const { line, word, instead } of findWords(readFileSync(join(root, file), 'utf8'), kind)) {
        console.log(`${file}:${line}: "${word}" -> ${instead}`)
        process.exitCode = 1
      }
    }
  }
}

if (import.meta.main) main(join(import.meta.dirname, '..'))
