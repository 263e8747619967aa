import { readHex } from '@lectern/brand'
import type { Platform } from '../../../ctx.ts'
import type { Database } from '../../../db/database.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import { languages } from '../../../domain/message.ts'
import type { Live } from '../../../live/live.ts'
import { findPlatform, findPlatformIdByHost, listPlatformIds, type PlatformRow } from './platforms.store.ts'

/** How long an answer is remembered: a new host or name shows after this time at the latest. */
const REMEMBER_MS = 5_000
const MAX_REMEMBERED = 10_000

/** Finds the tenant of a request or a job. */
export interface Platforms {
  /** @param host as the browser named it, with or without a port */
  findByHost(host: string): Promise<Platform | undefined>
  find(platformId: PlatformId): Promise<Platform | undefined>
  listIds(): Promise<PlatformId[]>
  /** Whatever is asked for next is read anew. */
  forget(): void
}

export function createPlatforms(database: Database, live: Live, now: () => Date): Platforms {
  const find = async (id: PlatformId) => {
    const row = await findPlatform(database.forPlatform(id), id)
    return row && toPlatform(row)
  }
  const { get, forget } = remember(async (host) => {
    const id = await findPlatformIdByHost(database.routing, host)
    if (id) follow(id)
    return id && find(id)
  }, now)
  const followed = new Set<PlatformId>()
  /** Another node changed it. */
  const follow = (id: PlatformId) => {
    if (followed.has(id)) return
    followed.add(id)
    live.subscribe(id, ({ type }) => void (type === 'platform' && forget()))
  }
  return {
    findByHost: (host) => get(host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')),
    find,
    listIds: () => listPlatformIds(database.routing),
    forget,
  }
}

/** What stands in the database as the program uses it. */
export function toPlatform(row: PlatformRow): Platform {
  const offered = languages.filter((one) => row.languages.includes(one) || one === row.defaultLanguage)
  return {
    id: row.platformId,
    name: row.name,
    accentColor: readHex(row.accentColor) ?? null,
    accentColorDark: readHex(row.accentColorDark ?? '') ?? null,
    defaultLanguage: row.defaultLanguage,
    languages: row.languages.length > 0 ? offered : languages,
    timeZone: row.timeZone,
    firstDayOfWeek: row.firstDayOfWeek,
    mailHeader: row.mailHeader,
    images: row.images,
    signInTexts: row.signInTexts,
    secondFactorFor: row.secondFactorFor,
    idleMinutes: row.idleMinutes,
  }
}

interface Memory<T> {
  get(key: string): Promise<T>
  forget(): void
}

function remember<T>(load: (key: string) => Promise<T>, now: () => Date): Memory<T> {
  const known = new Map<string, { value: Promise<T>; until: number }>()
  const get = (key: string) => {
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
  return { get, forget: () => known.clear() }
}
