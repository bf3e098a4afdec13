import { defineConfig } from 'vitest/config'

/** Each project is one kind of test; `npm test` runs all that gate (test/README.md). */
const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`, `test/${name}/**/*.test.tsx`], ...options },
})

const withDatabase = { globalSetup: ['test/support/postgres.ts'] }

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      project('domain'),
      project('house'),
      project('sandbox', withDatabase),
      project('local', withDatabase),
      project('sql', withDatabase),
      project('activities', withDatabase),
      project('workflows', { ...withDatabase, fileParallelism: false }),
      project('web', withDatabase),
      project('journeys', {
        ...withDatabase,
        fileParallelism: false,
        testTimeout: 180_000,
        hookTimeout: 180_000,
      }),
    ],
  },
})
