import pino from 'pino'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { assertMigrated } from '../db/migrate.ts'
import { joinServer } from '../db/server.ts'
import { listPlatformIds } from '../features/platform/platforms/platforms.store.ts'
import { sealedColumns } from '../sealed-columns.ts'
import { demoKeyRing } from '../secrets/demo-key.ts'
import { rotateKeys } from '../secrets/rotate-keys.ts'
import { Vault } from '../secrets/vault.ts'
import { reasonToEnd } from '../startup-error.ts'

// npm run keys:rotate: seals everything that an older key sealed with the newest one. Safe to stop and to repeat.
try {
  const config = readConfig(process.env)
  const server = await joinServer(config, pino({ level: 'silent' }))
  const database = openDatabase(server.pooled.connection, 2, server.pooled.keeps)
  try {
    await assertMigrated(server.connection)
    const vault = new Vault(config.secretKeys || demoKeyRing(config.dataDir, new Date()))
    let resealed = 0
    for (const platformId of await listPlatformIds(database.routing)) {
      resealed += await rotateKeys(database.forPlatform(platformId), platformId, vault, sealedColumns)
    }
    console.log(
      `${resealed} values were sealed with the newest key. Older keys can go from LECTERN_SECRET_KEYS now.`,
    )
  } finally {
    await database.close()
    await server.close()
  }
} catch (error) {
  console.error(reasonToEnd(error) ?? error)
  process.exitCode = 1
}
