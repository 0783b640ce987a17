/** Node 24 strips the types itself: no transform. */
export default {
  testEnvironment: 'node',
  transform: {},
  setupFiles: ['<rootDir>/__tests__/one-realm.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/conformance/'],
}
