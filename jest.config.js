/** Node 24 strips the types itself: no transform. */
export default {
  testEnvironment: 'node',
  // No test depends on how fast the machine is.
  testTimeout: 60_000,
  // One process per core: without it, jest leaves one of them idle.
  maxWorkers: '100%',
  transform: {},
  setupFiles: ['<rootDir>/__tests__/one-realm.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/conformance/'],
}
