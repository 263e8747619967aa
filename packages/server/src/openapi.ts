import { readFileSync, writeFileSync } from 'node:fs'
import pino from 'pino'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import type { Database } from './db/database.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Live } from './live/live.ts'
import { newKeyRing, Vault } from './secrets/vault.ts'

// Writes openapi.json from the route schemas; with --check it only compares. Needs no database.

const TARGET = new URL('../openapi.json', import.meta.url)

const config = readConfig({ LECTERN_DEMO: '1' })
const nothing = {} as unknown
const app = await buildApp(config, {
  // never called: no request is answered
  database: nothing as Database,
  jobs: nothing as Jobs,
  live: nothing as Live,
  vault: new Vault(newKeyRing(new Date())),
  log: pino({ level: 'silent' }),
})
await app.http.ready()
const generated = `${JSON.stringify(app.http.swagger(), null, 2)}\n`
await app.http.close()

if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== generated) {
    console.error(
      'packages/server/openapi.json is not what the routes say. Run "npm run generate" and commit it.',
    )
    process.exitCode = 1
  }
} else {
  writeFileSync(TARGET, generated)
}
