import type { Platform } from '../../../ctx.ts'
import type { Database } from '../../../db/database.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import { findPlatform, findPlatformIdByHost, listPlatformIds } from './platforms.store.ts'

/** How long an answer is remembered: a new host or name shows after this time at the latest. */
const REMEMBER_MS = 5_000
const MAX_REMEMBERED = 10_000

/** Finds the tenant of a request or a job. */
export interface Platforms {
  /** @param host as the browser named it, with or without a port */
  findByHost(host: string): Promise<Platform | undefined>
  find(platformId: PlatformId): Promise<Platform | undefined>
  listIds(): Promise<PlatformId[]>
}

export function createPlatforms(database: Database, now: () => Date): Platforms {
  const find = (id: PlatformId) => findPlatform(database.forPlatform(id), id)
  const byHost = remember(async (host) => {
    const id = await findPlatformIdByHost(database.routing, host)
    return id && find(id)
  }, now)
  return {
    findByHost: (host) => byHost(host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')),
    find,
    listIds: () => listPlatformIds(database.routing),
  }
}

function remember<T>(load: (key: string) => Promise<T>, now: () => Date): (key: string) => Promise<T> {
  const known = new Map<string, { value: Promise<T>; until: number }>()
  return (key) => {
    const entry = known.get(key)
    if (entry && entry.until > now().getTime()) return entry.value
    if (known.size >= MAX_REMEMBERED) known.clear()
    const value = load(key)
    known.set(key, { value, until: now().getTime() + REMEMBER_MS })
    // What is not there may come at any moment, and errors pass.
    value.then(
      (found) => found ?? known.delete(key),
      () => known.delete(key),
    )
    return value
  }
}
