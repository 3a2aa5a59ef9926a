import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['kotoba-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest.transform.ts' },
  testMatch: [
    '<rootDir>/packages/*/{src,conformance,page}/**/*.test.ts',
    '<rootDir>/examples/**/*.test.ts',
    '<rootDir>/docs/**/*.test.ts',
  ],
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/dist/'],
  testTimeout: 20_000,
};

export default config;
