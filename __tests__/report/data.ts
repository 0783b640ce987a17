import type { RunReport } from '../../src/report/run-report.ts'

export function createReport(overrides: Partial<RunReport> = {}): RunReport {
  return {
    outcome: 'succeeded',
    sentences: ['Deployment ecs-svc/1 of api:7 completed.'],
    region: 'us-east-1',
    cluster: 'main',
    service: 'api',
    plan: [],
    outputs: {},
    phases: [],
    checks: [],
    evidence: undefined,
    warnings: [],
    wantsSummary: true,
    ...overrides,
  }
}
