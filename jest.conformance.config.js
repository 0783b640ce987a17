import base from './jest.config.js'

/** The cases that run against the simulator and against moto. scripts/conformance.ts starts moto and runs them. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/conformance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // All files share one moto, which each of them empties first.
  maxWorkers: 1,
}
