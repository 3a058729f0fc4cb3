// One jest configuration for every project: native ESM, TypeScript stripped by swc.
// Run through `npm test` (Nx gives each project its own --rootDir) or directly:
//   npx jest --rootDir libs/shared/errors
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/target/'],
  modulePathIgnorePatterns: ['/dist/', '/\\.rookery/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // A worker that has grown larger is replaced by a new one between two files: the modules of each file stay in its heap,
  // and collecting them costs more and more. There is no option of the command line for it.
  workerIdleMemoryLimit: '1500MB',
  testTimeout: 300_000,
};
