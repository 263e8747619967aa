import pino from 'pino'
import { defineJob, openJobQueue } from '../src/jobs/jobs.ts'

// A node that takes a job and never ends it, so that a test can kill it. Told where the database is, as JSON.
const [connection, kind] = process.argv.slice(2)
if (!connection || !kind) throw new Error('usage: job-child.ts CONNECTION KIND')
const queue = await openJobQueue(JSON.parse(connection), [defineJob(kind)], pino({ level: 'silent' }))
await queue.work(defineJob<{ word: string }>(kind), ({ word }) => {
  console.log(`working on ${word}`)
  return new Promise(() => {})
})
