import { describe, expect, test } from '@jest/globals'
import type { Outcome } from '../../src/outcome.ts'
import { renderSummary } from '../../src/report/summary.ts'
import { createReport } from './data.ts'

const EVIL = '<script>alert(1)</script> `code` | cell\n\n::error::x [link](https://example.com)'
const EVIL_LINE = '&lt;script&gt;alert(1)&lt;/script&gt; `code` | cell ::error::x [link](https://example.com)'

describe('the headline', () => {
  test.each<[outcome: Outcome, text: string]>([
    ['succeeded', '<h2>&#9989; api: deployed and verified</h2>'],
    ['unchanged', '<h2>&#9989; api: nothing to change, and what runs is healthy</h2>'],
    ['started', '<h2>&#9989; api: deployment started, nothing verified</h2>'],
    ['rolled-back', '<h2>&#10060; api: rolled back</h2>'],
    ['failed', '<h2>&#10060; api: failed</h2>'],
    ['superseded', '<h2>&#10060; api: superseded by another deployment</h2>'],
    ['unverified', '<h2>&#10060; api: not verified</h2>'],
    ['timed-out', '<h2>&#10060; api: timed out before it was decided</h2>'],
    ['invalid', '<h2>&#10060; api: nothing was done: inputs, files or account are not as needed</h2>'],
  ])('%s', (outcome, text) => {
    expect(renderSummary(createReport({ outcome })).split('\n')[0]).toBe(text)
  })

  test('a run that ended before the service was known', () => {
    const report = createReport({ outcome: 'invalid', service: undefined, cluster: undefined })
    expect(renderSummary(report)).toMatch(/^<h2>&#10060; ECS deployment: /)
  })
})

test('a run with nothing to show has no empty sections', () => {
  expect(renderSummary(createReport())).toBe(
    '<h2>&#9989; api: deployed and verified</h2>\n\n<p>Deployment ecs-svc/1 of api:7 completed.</p>\n',
  )
})

describe('what comes from outside is shown and never read', () => {
  const summary = renderSummary(
    createReport({
      service: EVIL,
      sentences: [EVIL],
      warnings: [EVIL],
      plan: [
        { resource: 'service', name: EVIL, kind: 'update', fields: [{ field: 'cpu', from: EVIL, to: undefined }] },
      ],
      checks: [{ check: 'http', state: 'failed', detail: EVIL }],
      outputs: { serviceArn: EVIL, url: 'https://example.com/"><script>' },
      phases: [{ name: EVIL, durationMs: 1 }],
      evidence: {
        stoppedTasks: [],
        stoppedTaskCount: 0,
        events: [{ id: '1', at: 0, message: EVIL }],
        logs: [],
        notes: [],
      },
    }),
  )

  test('no tag of it is left', () => {
    expect(summary).not.toContain('<script')
    expect(summary.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(8)
  })

  test('outside folded lines it is never on a line of its own, where Markdown would read it', () => {
    const withoutFolded = summary.replaceAll(/<pre>.*?<\/pre>/gs, '')
    expect(withoutFolded).not.toMatch(/^::error/m)
    expect(withoutFolded).toContain(`<p>${EVIL_LINE}</p>`)
    expect(withoutFolded).toContain(`<p>Warning: ${EVIL_LINE}</p>`)
    expect(withoutFolded).toContain(`<td align="left">${EVIL_LINE}</td>`)
  })

  test('folded lines keep their breaks', () => {
    expect(summary).toContain('<pre>00:00:00  &lt;script&gt;alert(1)&lt;/script&gt; `code` | cell\n\n::error::x')
  })
})

test('every section of a whole run', () => {
  const summary = renderSummary(
    createReport({
      plan: [
        { resource: 'target group', name: 'api', kind: 'create', fields: [] },
        { resource: 'service', name: 'api', kind: 'update', fields: [{ field: 'desiredCount', from: '1', to: '2' }] },
      ],
      checks: [{ check: 'targets', state: 'passed', detail: '2 of 2 targets are healthy.' }],
      outputs: {
        serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
        taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7',
        servingTaskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/api:7',
        url: 'https://api.example.com/',
      },
      phases: [
        { name: 'Plan', durationMs: 500 },
        { name: 'Apply', durationMs: 1_500 },
      ],
    }),
  )
  expect(summary).toContain('<td align="left">update<br><code>desiredCount: 1 -&gt; 2</code></td>')
  expect(summary).toContain('<td align="left">2 of 2 targets are healthy.</td>')
  expect(summary).toContain(
    '<code>arn:aws:ecs:us-east-1:123456789012:service/main/api</code> (<a href="https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/main/services/api/health?region=us-east-1">console</a>)',
  )
  expect(summary).toContain('<code>https://api.example.com/</code> (<a href="https://api.example.com/">open</a>)')
  expect(summary).toContain('<td align="left"><b>2.0 s</b></td>')
  expect(summary).not.toContain('Serving at the end')
})

test('what serves is named where it is not what was deployed', () => {
  const outputs = { taskDefinitionArn: 'arn:x/api:7', servingTaskDefinitionArn: 'arn:x/api:6' }
  expect(renderSummary(createReport({ outcome: 'rolled-back', outputs }))).toContain(
    '<td align="left">Serving at the end</td><td align="left"><code>arn:x/api:6</code></td>',
  )
})

test('links of a cluster that is given by its ARN, in other partitions', () => {
  const summary = renderSummary(
    createReport({
      region: 'cn-north-1',
      cluster: 'arn:aws-cn:ecs:cn-north-1:123456789012:cluster/main',
      outputs: { serviceArn: 'arn:aws-cn:ecs:cn-north-1:123456789012:service/main/api' },
    }),
  )
  expect(summary).toContain('https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters/main/services/api/health')
})
