import type { Config } from 'jest';

const config: Config = {
  rootDir: '..',
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['kotoba-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest.transform.ts' },
  testMatch: ['<rootDir>/e2e/*.e2e.ts'],
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/dist/'],
  // The suites share the machine's ports and processors with the programs they start.
  maxWorkers: 1,
  testTimeout: 60_000,
};

export default config;
