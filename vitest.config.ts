import { defineConfig } from 'vitest/config'
import { texts } from './packages/web/texts-plugin.ts'

const ignored = ['**/node_modules/**', '**/dist/**', 'data/**']

/** Guards against hanging, nothing else: a busy machine is slow, not wrong. */
const guards = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 180_000 } } }

/**
 * What leans most on what PostgreSQL itself does: plans, collations, partitions, roles, triggers, search, and every
 * statement once (`distribution`). `npm test` runs them on Debian's version, too; `LECTERN_TEST_POSTGRES=15 npm run test:db`
 * runs all tests there.
 */
const ofVersion = [
  'packages/server/src/db/!(dry-run|embedded|pooler*|previous-release).db.test.ts',
  'packages/server/src/features/operations/search/*.db.test.ts',
  'packages/server/src/features/operations/reports/{facts,reports}.db.test.ts',
  'packages/server/src/features/training/calendar/*.db.test.ts',
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
          include: process.env.LECTERN_TESTS === 'of-version' ? ofVersion : ['packages/**/*.db.test.ts'],
          exclude: ignored,
          pool: 'threads',
          isolate: false, // the server is read, and compiled, once for the files of a worker
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
          globalSetup: ['packages/server/test/database.global.ts', 'bench/figures.global.ts'],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          setupFiles: ['e2e/failures.ts'],
          exclude: ignored,
          pool: 'forks',
          isolate: false, // one browser, and one reading of its driver, for the files of a process
          maxWorkers: 3, // journeys mostly wait
          ...guards,
          globalSetup: ['packages/server/test/database.global.ts'],
        },
      },
    ],
  },
})
