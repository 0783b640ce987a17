import { expect, test } from '@jest/globals'
import { localWorkflow } from '../../scripts/act-repository.ts'

test('what act cannot run is removed from a workflow, and nothing else', () => {
  const text = `# A comment
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: docker/build-push-action@v6
  deploy:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: aws-actions/configure-aws-credentials@v5
      - uses: OWNER/ecs-fargate-deploy-action@v1
        id: deploy
  called:
    needs: deploy
    uses: ./.github/workflows/other.yml
  report:
    needs: deploy
    runs-on: ubuntu-latest
    steps:
      - run: echo done
`
  expect(localWorkflow(text)).toBe(`# A comment
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: ./
        id: deploy
  called:
    needs: deploy
    uses: ./.github/workflows/other.yml
  report:
    needs: deploy
    runs-on: ubuntu-latest
    steps:
      - run: echo done
`)
})
