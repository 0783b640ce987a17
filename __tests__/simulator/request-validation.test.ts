import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'

let simulator: Simulator

beforeAll(async () => {
  simulator = await createSimulator()
})

afterAll(() => simulator.close())

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20250101/us-east-1/service/aws4_request, SignedHeaders=host, Signature=0'

async function post(request: { target?: string; body: string; signed?: boolean }) {
  const response = await fetch(simulator.url, {
    method: 'POST',
    headers: {
      ...(request.signed !== false && { authorization: SIGNED }),
      ...(request.target !== undefined && { 'x-amz-target': request.target }),
    },
    body: request.body,
  })
  return { status: response.status, text: await response.text() }
}

const ECS = 'AmazonEC2ContainerServiceV20141113'

describe('what does not fit the model of an operation is refused', () => {
  const cases: readonly { name: string; target?: string; body: string; refusal: RegExp }[] = [
    {
      name: 'JSON: text that is not JSON',
      target: `${ECS}.DescribeServices`,
      body: '{',
      refusal: /"__type":"SerializationException"/,
    },
    {
      name: 'JSON: an unknown member, however deep',
      target: `${ECS}.RegisterTaskDefinition`,
      body: '{"family":"a","containerDefinitions":[{"name":"a","imgae":"b"}]}',
      refusal: /SerializationException.*Unknown member: containerDefinitions.imgae/,
    },
    {
      name: 'JSON: a number where a string belongs',
      target: `${ECS}.RegisterTaskDefinition`,
      body: '{"family":"a","containerDefinitions":[],"cpu":256}',
      refusal: /SerializationException.*NUMBER_VALUE can not be converted to a String/,
    },
    {
      name: 'JSON: a string where a number belongs',
      target: `${ECS}.CreateService`,
      body: '{"serviceName":"a","desiredCount":"1"}',
      refusal: /SerializationException.*STRING_VALUE can not be converted to an Integer/,
    },
    {
      name: 'JSON: a string where a boolean belongs',
      target: `${ECS}.CreateService`,
      body: '{"serviceName":"a","enableExecuteCommand":"true"}',
      refusal: /SerializationException.*STRING_VALUE can not be converted to a Boolean/,
    },
    {
      name: 'JSON: a structure where a string belongs',
      target: `${ECS}.CreateService`,
      body: '{"serviceName":{"a":1}}',
      refusal: /SerializationException.*Start of structure or map found where not expected/,
    },
    {
      name: 'JSON: a string where a list belongs',
      target: `${ECS}.DescribeServices`,
      body: '{"services":"a"}',
      refusal: /SerializationException.*Expected list or null/,
    },
    {
      name: 'JSON: a required member is missing',
      target: 'Logs_20140328.CreateLogGroup',
      body: '{}',
      refusal:
        /InvalidParameterException.*Value null at 'logGroupName' failed to satisfy constraint: Member must not be null/,
    },
    {
      name: 'JSON: null is the same as missing',
      target: 'Logs_20140328.CreateLogGroup',
      body: '{"logGroupName":null}',
      refusal: /Value null at 'logGroupName'/,
    },
    {
      name: 'JSON: not in the enumeration, by the name of the member',
      target: `${ECS}.CreateService`,
      body: '{"serviceName":"a","launchType":"FARGAT"}',
      refusal:
        /InvalidParameterException.*Value 'FARGAT' at 'launchType'.*\[EC2, EXTERNAL, FARGATE, MANAGED_INSTANCES\]/,
    },
    {
      name: 'JSON: not in the enumeration, items of a list',
      target: `${ECS}.DescribeServices`,
      body: '{"services":["a"],"include":["TAGS","TGAS"]}',
      refusal: /1 validation error detected: Value 'TGAS' at 'include'/,
    },
    {
      name: 'JSON: all violations in one text',
      target: 'Route53AutoNaming_v20170314.ListServices',
      body: '{"Filters":[{"Name":"NAME","Values":["a"]},{"Name":"NAMESPACE_ID"}]}',
      refusal: /InvalidInput.*2 validation errors detected: .*'filters.1.member.name'.*'filters.2.member.values'/,
    },
    {
      name: 'JSON: an unknown operation',
      target: `${ECS}.DescribeServiecs`,
      body: '{}',
      refusal: /UnknownOperationException/,
    },
    {
      name: 'Query: an unknown parameter',
      body: 'Action=DescribeRules&Version=2015-12-01&ListenerAnr=x',
      refusal: /<Code>ValidationError<\/Code>.*ListenerAnr/,
    },
    {
      name: 'Query: a word where a number belongs',
      body: 'Action=DescribeRules&Version=2015-12-01&PageSize=ten',
      refusal: /<Code>MalformedInput<\/Code>.*ten.*not of type integer/,
    },
    {
      name: 'Query: a required parameter is missing',
      body: 'Action=DescribeTargetHealth&Version=2015-12-01',
      refusal: /<Code>ValidationError<\/Code>.*Value null at 'targetGroupArn'/,
    },
    {
      name: 'Query: not in the enumeration',
      body: 'Action=CreateTargetGroup&Version=2015-12-01&Name=a&TargetType=pod',
      refusal: /<Code>ValidationError<\/Code>.*Value 'pod' at 'targetType'/,
    },
    {
      name: 'Query: an unknown action',
      body: 'Action=DescribeRuels&Version=2015-12-01',
      refusal: /<Code>InvalidAction<\/Code>/,
    },
    {
      name: 'EC2: an unknown parameter',
      body: 'Action=DescribeVpcs&Version=2016-11-15&Fitler.1.Name=x',
      refusal: /<Errors><Error><Code>UnknownParameter<\/Code><Message>The parameter Fitler is not recognized/,
    },
  ]

  test.each(cases)('$name', async ({ target, body, refusal }) => {
    const { status, text } = await post({ body, ...(target !== undefined && { target }) })
    expect(text).toMatch(refusal)
    expect(status).toBe(400)
  })

  test('a request that is not signed', async () => {
    const { text } = await post({ target: `${ECS}.ListClusters`, body: '{}', signed: false })
    expect(text).toMatch(/MissingAuthenticationTokenException/)
  })

  test('a request for an unknown service', async () => {
    const { status } = await post({ target: 'DynamoDB_20120810.ListTables', body: '{}' })
    expect(status).toBe(404)
  })

  test('a refused request changes nothing, and the journal has its code', async () => {
    await post({ target: 'Logs_20140328.CreateLogGroup', body: '{"logGroupName":"/a","wrong":1}' })
    expect(simulator.state().logGroups).toEqual([])
    expect(simulator.journal.entries.at(-1)).toMatchObject({
      service: 'logs',
      operation: 'CreateLogGroup',
      write: true,
      outcome: 'SerializationException',
    })
  })
})
