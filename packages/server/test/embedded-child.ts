import { startEmbeddedPostgres } from '../src/db/embedded.ts'

// A process that starts the embedded PostgreSQL and waits, so that a test can kill it.
const dataDir = process.argv[2]
if (!dataDir) throw new Error('usage: embedded-child.ts DATA_FOLDER')
await startEmbeddedPostgres({ dataDir })
console.log('started')
setInterval(() => {}, 60_000)
