import type { Schemas } from '@lectern/api-client'
import { keepUnder, keptUnder } from '../../../api/storage.ts'
import { recentKey } from '../../people/auth/keys.ts'

export type Hit = Schemas['SearchHit']

const KEPT = 6

interface Kept {
  readonly personId: string
  readonly hits: readonly Hit[]
}

/** What a person opened last from here, newest first. Signing out forgets it (`features/people/auth`). */
export function recentHits(personId: string): readonly Hit[] {
  try {
    const kept = JSON.parse(keptUnder(recentKey) ?? '') as Kept
    return kept.personId === personId && Array.isArray(kept.hits) ? kept.hits.filter(isHit) : []
  } catch {
    return [] // nothing, or not from us
  }
}

export function keepRecent(personId: string, hit: Hit): void {
  const others = recentHits(personId).filter(({ kind, id }) => kind !== hit.kind || id !== hit.id)
  const kept: Kept = { personId, hits: [hit, ...others].slice(0, KEPT) }
  keepUnder(recentKey, JSON.stringify(kept))
}

function isHit(value: unknown): value is Hit {
  const { kind, id, name, detail, path } = (value ?? {}) as Partial<Record<keyof Hit, unknown>>
  return [kind, id, name, detail, path].every((text) => typeof text === 'string')
}
