import { startPostgres } from '../src/index.ts'

// A process that starts PostgreSQL and waits, so that a test can kill it.
const [dataDir, binDir] = process.argv.slice(2)
if (!dataDir) throw new Error('usage: child.ts DATA_FOLDER [FOLDER_OF_PROGRAMS]')
try {
  await startPostgres({ dataDir, binDir })
  console.log('started')
  setInterval(() => {}, 60_000)
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error)
  process.exitCode = 1
}
