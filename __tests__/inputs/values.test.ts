import { describe, expect, test } from '@jest/globals'
import { quote } from '../../src/text/sentences.ts'
import { read, readValid } from './parse.ts'

describe('booleans', () => {
  test.each(['true', 'True', ' TRUE '])('%j is true', value => {
    expect(readValid({ 'assign-public-ip': value }).network.assignPublicIp).toBe(true)
  })
  test.each(['false', 'FALSE'])('%j is false', value => {
    expect(readValid({ 'assign-public-ip': value }).network.assignPublicIp).toBe(false)
  })
})

describe('lists of NAME=value', () => {
  const cases = [
    { name: 'the value is everything after the first =', text: 'A=b=c==', read: { A: 'b=c==' } },
    { name: 'blank lines and comments are skipped', text: '# all\n\nA=1\n   \n  # B=2\nC=3', read: { A: '1', C: '3' } },
    { name: 'an empty value counts', text: 'A=\nB=2', read: { A: '', B: '2' } },
    { name: 'a # inside a value stays', text: 'A=#1 # not a comment', read: { A: '#1 # not a comment' } },
    { name: 'blanks of the value stay, indentation goes', text: '  A= 1 \n  B=2', read: { A: ' 1 ', B: '2' } },
    { name: 'Windows line endings', text: 'A=1\r\nB=2\r\n', read: { A: '1', B: '2' } },
    { name: 'commas belong to the value', text: 'A=1,B=2', read: { A: '1,B=2' } },
    {
      name: 'names with periods and colons',
      text: 'spring.url=x\nLogging:Level=y',
      read: { 'spring.url': 'x', 'Logging:Level': 'y' },
    },
  ]
  test.each(cases)('$name', ({ text, read: expected }) => {
    expect(readValid({ environment: text }).taskDefinition.container.environment).toEqual(expected)
  })

  test('a name that every object inherits is a name like any other', () => {
    const { environment } = readValid({ environment: '__proto__=1\nconstructor=2' }).taskDefinition.container
    expect(Object.entries(environment ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })
})

describe('tags at the limits of AWS', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`).join('\n')
  const cases = [
    { name: '40 tags', value: tags(40), problems: [] },
    { name: '41 tags', value: tags(41), problems: ['Input "tags" has 41 tags: give at most 40.'] },
    { name: 'a key of 128 and a value of 256', value: `${'k'.repeat(128)}=${'v'.repeat(256)}`, problems: [] },
    {
      name: 'a key of 129',
      value: `${'k'.repeat(129)}=`,
      problems: [`Input "tags" has "${'k'.repeat(100)}...": a key has at most 128 characters, this one has 129.`],
    },
    {
      name: 'a value of 257',
      value: `key=${'v'.repeat(257)}`,
      problems: [`Input "tags" has "key=${'v'.repeat(96)}...": a value has at most 256 characters, this one has 257.`],
    },
    { name: 'letters of any language, and blanks inside', value: 'Équipe=Möbel und mehr + a/b@c', problems: [] },
  ]
  test.each(cases)('$name', ({ value, problems }) => {
    expect(read({ service: 'api', tags: value }).problems).toEqual(problems)
  })
})

describe('lists', () => {
  const tagged = (value: string) => ({ kind: 'tag', key: 'Type', value })
  const cases = [
    { name: 'by comma', value: 'tag:Type=a, tag:Type=b', read: [tagged('a'), tagged('b')] },
    { name: 'by line', value: 'tag:Type=a\n  tag:Type=b\n', read: [tagged('a'), tagged('b')] },
    {
      name: 'an id, a name and a tag',
      value: 'sg-0a1b2c3d,web,tag:A=b=c',
      read: [
        { kind: 'id', id: 'sg-0a1b2c3d' },
        { kind: 'name', name: 'web' },
        { kind: 'tag', key: 'A', value: 'b=c' },
      ],
    },
  ]
  test.each(cases)('$name', ({ value, read: expected }) => {
    expect(readValid({ 'security-groups': value }).network.securityGroups).toEqual(expected)
  })

  test('record types come in one order', () => {
    const discovery = { namespace: 'busyb.local', 'discovery-service': 'api' }
    expect(readValid({ ...discovery, 'discovery-record-types': 'SRV,A' }).discovery.recordTypes).toEqual(['A', 'SRV'])
  })
})

describe('a quoted value', () => {
  test.each([
    ['is put on one line', 'a\n  b', '"a b"'],
    ['of 100 characters is whole', 'x'.repeat(100), `"${'x'.repeat(100)}"`],
    ['of 101 characters is cut', 'x'.repeat(101), `"${'x'.repeat(100)}..."`],
  ])('%s', (_name, value, expected) => {
    expect(quote(value)).toBe(expected)
  })
})
