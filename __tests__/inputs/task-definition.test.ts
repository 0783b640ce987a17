import { describe, expect, test } from '@jest/globals'
import { readValid } from './parse.ts'

describe('sizes in every form that AWS takes', () => {
  test.each([
    ['256', '256'],
    ['.25 vCPU', '256'],
    ['0.5vcpu', '512'],
    ['16 vCPU', '16384'],
  ])('cpu %s is %s units', (value, units) => {
    expect(readValid({ cpu: value }).taskDefinition.task.cpu).toBe(units)
  })
  test.each([
    ['1024', '1024'],
    ['0.5 GB', '512'],
    ['30GB', '30720'],
    ['512 MB', '512'],
  ])('memory %s is %s MiB', (value, mebibytes) => {
    expect(readValid({ memory: value }).taskDefinition.task.memory).toBe(mebibytes)
  })
})

describe('secrets', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf'
  const parameter = 'arn:aws:ssm:us-east-1:123456789012:parameter/prod/db'
  const secret = (name: string, suffix?: string) => ({ kind: 'secrets-manager', secret: name, suffix })
  test.each([
    ['a name', 'prod/db', secret('prod/db')],
    ['a name with a key', 'prod/db:url', secret('prod/db', 'url::')],
    ['a name with a stage', 'prod/db:url:AWSPREVIOUS', secret('prod/db', 'url:AWSPREVIOUS:')],
    ['a name with empty parts', 'prod/db:::', secret('prod/db')],
    ['an ARN', arn, secret(arn)],
    ['a partial ARN', arn.slice(0, -7), secret(arn.slice(0, -7))],
    ['an ARN with a key', `${arn}:url`, secret(arn, 'url::')],
    ['an ARN with a key and empty parts', `${arn}:url::`, secret(arn, 'url::')],
    ['an ARN with a version', `${arn}:::0123abcd`, secret(arn, '::0123abcd')],
    ['a parameter with a path', 'ssm:/prod/db', { kind: 'ssm', parameter: '/prod/db' }],
    ['a parameter without a path', 'ssm:db', { kind: 'ssm', parameter: 'db' }],
    ["a parameter's ARN", parameter, { kind: 'ssm', parameter }],
  ])('%s', (_name, reference, expected) => {
    expect(readValid({ secrets: `DB=${reference}` }).taskDefinition.container.secrets).toEqual({ DB: expected })
  })
})

describe('command', () => {
  test.each([
    ['words', 'serve --port 8080', ['serve', '--port', '8080']],
    ['quoted words', `sh -c 'echo "a b" | wc' "c d" e\\ f`, ['sh', '-c', 'echo "a b" | wc', 'c d', 'e f']],
    ['an empty word', `serve ''`, ['serve', '']],
    ['variables stay', 'echo $HOME ${NAME:-x} "$A" \'$B\'', ['echo', '$HOME', '${NAME:-x}', '$A', '$B']],
    ['escaped variables', 'echo \\$A "\\$B"', ['echo', '$A', '$B']],
    ['several lines', 'serve \\\n  --port 8080\n  --host x', ['serve', '--port', '8080', '--host', 'x']],
    ['a quoted glob', `find -name '*.txt'`, ['find', '-name', '*.txt']],
    ['a JSON array', '["sh", "-c", "a | b && $C"]', ['sh', '-c', 'a | b && $C']],
  ])('%s', (_name, command, words) => {
    expect(readValid({ command }).taskDefinition.container.command).toEqual(words)
  })
})

test('the container health check is a shell command and stays one', () => {
  const command = 'curl -f http://localhost:8000/health || exit 1'
  expect(readValid({ 'container-health-check': command }).taskDefinition.container.healthCheck.command).toBe(command)
})

describe('capacity providers', () => {
  test.each([
    ['weight and base', 'FARGATE_SPOT=weight:4,base:0', [{ capacityProvider: 'FARGATE_SPOT', weight: 4, base: 0 }]],
    ['a name alone', 'FARGATE', [{ capacityProvider: 'FARGATE' }]],
    [
      'two lines with blanks and a comment',
      '# half\nFARGATE = base:1, weight:1\nFARGATE_SPOT=weight:1',
      [
        { capacityProvider: 'FARGATE', weight: 1, base: 1 },
        { capacityProvider: 'FARGATE_SPOT', weight: 1 },
      ],
    ],
  ])('%s', (_name, value, expected) => {
    expect(readValid({ 'capacity-provider-strategy': value }).service.capacityProviderStrategy).toEqual(expected)
  })
})
