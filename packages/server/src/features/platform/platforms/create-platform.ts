import type { Language } from '@lectern/texts'
import type pg from 'pg'
import { newClient } from '../../../db/client.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import { StartupError } from '../../../startup-error.ts'

export interface NewPlatform {
  readonly id: PlatformId
  readonly name: string
  /** Without ports; the first is the primary one. */
  readonly hosts: readonly string[]
  readonly defaultLanguage?: Language
  readonly timeZone?: string
}

/**
 * Makes a tenant. The operator's doing, as the role that owns the schema: the server itself can't.
 *
 * @throws {StartupError} when a host belongs to another platform
 */
export async function createPlatform(connection: pg.ClientConfig, platform: NewPlatform): Promise<void> {
  const client = newClient(connection)
  await client.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('app.platform', $1, true)", [platform.id])
    await client.query(
      'insert into platforms (platform_id, name, default_language, time_zone) values ($1, $2, $3, $4)',
      [platform.id, platform.name, platform.defaultLanguage ?? 'en', platform.timeZone ?? 'UTC'],
    )
    for (const [index, host] of platform.hosts.entries()) {
      const { rowCount } = await client.query(
        'insert into platform_hosts (host, platform_id, is_primary, is_default) values ($1, $2, $3, true) on conflict do nothing',
        [host.toLowerCase(), platform.id, index === 0],
      )
      if (rowCount === 0)
        throw new StartupError(`The host ${host} belongs to another platform. Choose another host.`)
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    await client.end()
  }
}
