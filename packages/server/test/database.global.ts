import { tmpdir } from 'node:os'
import type { TestProject } from 'vitest/node'
import { migrate } from '../src/db/migrate.ts'
import { runSql, startCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** How tests reach the cluster; every file makes its own database from the template. */
    database: { host: string; port: number; user: string; template: string }
  }
}

const TEMPLATE = 'lectern_template'

/** One throw-away cluster per run, with one migrated template. Nothing here has to survive. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // In a zone that nobody means, as machines of operators may be: what reckons by it is seen.
  const settings = { synchronous_commit: 'off', full_page_writes: 'off', timezone: 'Pacific/Pago_Pago' }
  const isMeasured = project.name === 'bench'
  const cluster = await startCluster(settings, undefined, isMeasured ? tmpdir() : undefined)
  const { connection } = cluster
  await runSql({ ...connection, database: 'postgres' }, `create database ${TEMPLATE}`)
  await migrate({ ...connection, database: TEMPLATE })
  project.provide('database', { ...connection, template: TEMPLATE })
  return () => cluster.destroy()
}
