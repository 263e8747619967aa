import pino from 'pino'
import { z } from 'zod'
import { defineJob, openJobQueue } from '../src/jobs/jobs.ts'

// A node that takes a job and never ends it, so that a test can kill it. Told where the database is, as JSON.
const [connection, name] = process.argv.slice(2)
if (!connection || !name) throw new Error('usage: job-child.ts CONNECTION KIND')
const kind = defineJob(name, z.object({ word: z.string() }))
const queue = await openJobQueue(JSON.parse(connection), [kind], pino({ level: 'silent' }))
await queue.work(kind, ({ word }) => {
  console.log(`working on ${word}`)
  return new Promise(() => {})
})
