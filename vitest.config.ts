import { defineConfig } from 'vitest/config'
import { texts } from './packages/web/texts-plugin.ts'

const ignored = ['**/node_modules/**', '**/dist/**', 'data/**']

/** Guards against hanging, nothing else: a busy machine is slow, not wrong. */
const guards = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 60_000 } } }

/**
 * What does not depend on the version of PostgreSQL: many at once, other processes, long series. `npm test` runs them on
 * the newest alone, `LECTERN_TEST_POSTGRES=15 npm run test:db` on that version, too.
 */
const versionless = [
  'packages/embedded-postgres-runner/**',
  'packages/server/src/http/{races,fuzz}.db.test.ts',
  'packages/server/src/features/rooms/rooms/simulation.db.test.ts',
  'packages/server/src/features/training/tables/exports-again.db.test.ts',
  'packages/server/src/features/training/enrollments/large-session.db.test.ts',
  'packages/server/src/features/people/auth/tries.db.test.ts',
  'packages/server/src/commands/platform.db.test.ts',
]

/** Three kinds of test: pure and HTTP ones, ones on a real PostgreSQL, and browser journeys. */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [texts()],
        test: {
          name: 'unit',
          include: ['packages/**/*.test.{ts,tsx}', 'scripts/**/*.test.js'],
          exclude: [...ignored, '**/*.db.test.ts'],
          pool: 'threads',
          isolate: false,
          ...guards,
        },
      },
      {
        test: {
          name: 'db',
          include: ['packages/**/*.db.test.ts'],
          exclude: process.env.LECTERN_TESTS === 'of-version' ? [...ignored, ...versionless] : ignored,
          pool: 'threads',
          isolate: false,
          maxWorkers: 3, // some wait for processes and time limits
          ...guards,
          globalSetup: ['packages/server/test/database.global.ts'],
        },
      },
      {
        test: {
          name: 'bench',
          include: ['bench/*.bench.ts'],
          exclude: ignored,
          pool: 'forks',
          fileParallelism: false,
          ...guards,
          globalSetup: ['packages/server/test/database.global.ts'],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          setupFiles: ['e2e/failures.ts'],
          exclude: ignored,
          pool: 'forks',
          maxWorkers: 3, // journeys mostly wait
          ...guards,
          globalSetup: ['packages/server/test/database.global.ts'],
        },
      },
    ],
  },
})
