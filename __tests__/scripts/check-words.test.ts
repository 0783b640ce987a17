import { describe, expect, test } from '@jest/globals'
import { findWords } from '../../scripts/check-words.ts'
import type { Kind } from '../../scripts/prose.ts'

const wordsIn = (source: string, kind: Kind) => findWords(source, kind).map(({ word }) => word)

describe('a native reader stumbles at', () => {
  test.each([
    ['AWS answers the ARN.', 'AWS answers'],
    ['What DescribeServices answered is kept.', 'DescribeServices answered'],
    ['The service answered with status 500.', 'answered with'],
    ['The path is asked of the load balancer.', 'asked of'],
    ['ECS wants all three parts.', 'ECS wants'],
    ['The rule is told by its group.', 'told'],
    ['It goes on, and that is said.', 'that is said'],
    ['What ECR says of an image.', 'says of'],
    ['AWS takes 16 subnets.', 'AWS takes'],
    ['Fargate takes three log drivers.', 'Fargate takes'],
    ['It is taken to exist.', 'taken to exist'],
    ['What is taken for granted.', 'taken for granted'],
    ['A rule that is taken for ours.', 'taken for'],
    ['The image is taken as it is.', 'taken as it is'],
    ['It would be taken out of all groups.', 'taken out'],
    ['The name stands in the file.', 'stands in'],
    ['It cannot stand beside "listener-arn".', 'stand beside'],
    ['What bears the tags.', 'bears'],
    ['It is laid over the file.', 'laid over'],
    ['It tells the two cases apart.', 'tells the two cases apart'],
    ['It is no image reference.', 'is no'],
    ['Its body is no JSON.', 'is no'],
    ['A process of its own.', 'A process of its own'],
    ['Between one look and the update.', 'one look'],
    ["Between this run's look and its update.", "run's look"],
    ['There is nothing further to do.', 'nothing further'],
    ['Not together with `image`.', 'Not together with'],
    ["It took ours's place.", "ours's"],
    ['The log is kept for ever.', 'for ever'],
    ['Keys stay as they are spelt.', 'spelt'],
    ['The time is over.', 'time is over'],
    ['The credentials end at noon.', 'credentials end'],
    ['The service was deployed successfully.', 'successfully'],
    ['Done!', 'e!'],
    ['It is done! Look at the log.', 'e!'],
  ])('%s', (sentence, word) => {
    expect(wordsIn(sentence, 'markdown')).toEqual([word])
  })
})

describe('a native reader does not stumble at', () => {
  test.each([
    'AWS returns the ARN.',
    'The application answers on port 8000.',
    'Something other than AWS answered.',
    'An answer without a body.',
    'There is no image with this tag, and there are no tasks.',
    'It is no longer there.',
    'Equal text is no proof.',
    'Creating a namespace takes AWS about a minute.',
    'AWS takes about a minute.',
    'The rule takes 5 seconds.',
    'ECS takes 30 seconds for it.',
    'A test double stands in for AWS.',
    'A wildcard stands for any characters.',
    'Look up what exists.',
    'What a look-up found.',
    'Two requests five seconds apart.',
    'It is taken over by another run.',
    'The value is not `!important`.',
    '![Job summary](docs/images/job-summary.png)',
    'The listener takes its rules from the file.',
  ])('%s', sentence => {
    expect(findWords(sentence, 'markdown')).toEqual([])
  })
})

describe('source code', () => {
  test.each([
    ['a text', "const text = 'It is no image.'", ['is no']],
    ['a text in double quotes', 'const text = "It\'s taken out of it."', ['taken out']],
    ['a template', 'const text = `${name} is no image.`', ['is no']],
    ['a template in a substitution', "const text = `a ${b ? `is no ${c}` : 'is no d'} e`", ['is no', 'is no']],
    ['a text behind a substitution with braces', 'const text = `${f({ a })} is no image.`', ['is no']],
    ['a comment', '// It is no image.', ['is no']],
    ['a comment of several lines', '/**\n * The time\n * is over.\n */', ['time is over']],
    ['comments in a row', '// The time\n// is over.', ['time is over']],
    ['a text with an escaped line feed', "const text = 'one\\nspelt so'", ['spelt']],
    ['a text without a blank', "const text = 'spelt'", []],
    ['names', 'const spelt = told(bears)', []],
    ['code in a comment', '/** The function `told` and `is no`. */', []],
    ['a regular expression', "const quote = /'/.test('a b') && told", []],
    ['code behind a regular expression', "const text = x.replace(/[/'`]/, '') // It is no image.", ['is no']],
    ['an exclamation mark as an operator', 'const text = `${!a} is ${b! + 1} c`', []],
  ])('%s', (_, source, words) => {
    expect(wordsIn(source, 'typescript')).toEqual(words)
  })

  test.each([
    ['on the line above', "// quoted: ECS\nconst text = 'is told so'"],
    ['on the line itself', "const text = 'is told so' // quoted: ECS"],
    ['in the comment itself', '// quoted: "is told so"'],
  ])('a quotation is skipped: the mark is %s', (_, source) => {
    expect(findWords(source, 'typescript')).toEqual([])
  })

  test.each([
    ['two lines above', "// quoted: ECS\n\nconst text = 'is told so'"],
    ['in a text', "const text = 'quoted: is told so'"],
  ])('nothing is skipped for a mark %s', (_, source) => {
    expect(wordsIn(source, 'typescript')).toEqual(['told'])
  })
})

describe('a document', () => {
  test.each([
    ['a sentence over two lines', 'The time\nis over.', ['time is over']],
    ['a sentence over two lines of a list', '- The time\n  is over.', ['time is over']],
    ['a heading and the text after it', '# The time\nis over.', []],
    ['rows of a table', '| a | the time |\n| is over | b |', []],
    ['a code span', 'Call `told` first.', []],
    ['a code span with backticks', 'Call ``told `now` `` first.', []],
    ['a block of code', '```\nis told\n```\nspelt', ['spelt']],
    ['the target of a link', '[here](https://example.com/told)', []],
    ['an HTML comment', '<!-- is told -->', []],
    ['a marked quotation', '<!-- quoted -->\nis told\n\nspelt', ['spelt']],
  ])('%s', (_, source, words) => {
    expect(wordsIn(source, 'markdown')).toEqual(words)
  })
})

describe('action.yml', () => {
  const manifest = (description: string) =>
    `name: told\ninputs:\n  told:\n    description: ${description}\n    default: told\n`

  test.each([
    ['a description', manifest('It is no image.'), ['is no']],
    ['a folded description', manifest('>-\n      The time\n      is over.'), ['time is over']],
    ['code in a description', manifest('Call `told` first.'), []],
    [
      'a quotation marked on the line above',
      manifest('It is told.').replace('    desc', '    # quoted: ECS\n    desc'),
      [],
    ],
  ])('%s', (_, source, words) => {
    expect(wordsIn(source, 'manifest')).toEqual(words)
  })
})

test('a finding says the line of the word, not of the sentence', () => {
  expect(findWords('# Title\n\nOne line.\nAnother\nis spelt.', 'markdown')).toEqual([
    { line: 5, word: 'spelt', instead: 'spelled, written' },
  ])
})

test('findings are in the order of the lines', () => {
  const source = "const text = 'is told so'\n// is spelt so\nconst other = 'is told so'"
  expect(findWords(source, 'typescript').map(({ line, word }) => `${line} ${word}`)).toEqual([
    '1 told',
    '2 spelt',
    '3 told',
  ])
})
