import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { answered, api, queryClient } from '../../../api/client.ts'
import { eventsKey } from '../events/queries.ts'
import { type DraftedOperation, draftedWith } from './draft.ts'
import { saveChange } from './queries.ts'
import type { BoardChange } from './types.ts'

type Draft = Schemas['BoardDraft']

const draftKey = [...eventsKey, 'board-draft'] as const

/** Whether changes go into the draft; undefined = nobody said so: they do while something is drafted. */
class DraftSwitch {
  #isOn: boolean | undefined
  readonly #listeners = new Set<() => void>()

  get isOn(): boolean | undefined {
    return this.#isOn
  }

  set(isOn: boolean | undefined): void {
    this.#isOn = isOn
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
export const draftSwitch = new DraftSwitch()

/** What this person has drafted, on whatever device, and whether changes go there. */
export function useDraft() {
  const chosen = useSyncExternalStore(draftSwitch.subscribe, () => draftSwitch.isOn)
  const query = useQuery({
    queryKey: draftKey,
    queryFn: () => answered(api.GET('/api/v1/board/draft')),
  })
  const operations: readonly DraftedOperation[] = query.data?.operations ?? []
  return {
    query,
    isOn: chosen ?? operations.length > 0,
    isKnown: query.isFetched,
    operations,
    change: query.data?.change ?? undefined,
  }
}

/** Saves a change, or puts it into the draft while that is on: then nobody hears of it, and there is nothing to undo. */
export async function saveOrDraft(
  operations: readonly DraftedOperation[],
  { quiet, isDraft }: { quiet: boolean; isDraft: boolean },
): Promise<Pick<BoardChange, 'undo'>> {
  if (!isDraft) return saveChange(operations, quiet)
  await changeDraft((drafted) => draftedWith(drafted, operations))
  return { undo: null }
}

/** @throws {Problem} when another device drafted meanwhile: what it drafted is read then */
export async function changeDraft(
  change: (drafted: readonly DraftedOperation[]) => DraftedOperation[],
): Promise<void> {
  const known = queryClient.getQueryData<Draft>(draftKey) ?? (await answered(api.GET('/api/v1/board/draft')))
  const params = { header: { 'if-match': `"${known.version}"` } }
  const body = { operations: change(known.operations) }
  try {
    await answered(api.PUT('/api/v1/board/draft', { params, body }))
  } finally {
    await queryClient.invalidateQueries({ queryKey: draftKey })
  }
}

export async function discardDraft(): Promise<void> {
  await answered(api.DELETE('/api/v1/board/draft'))
  await queryClient.invalidateQueries({ queryKey: draftKey })
}

/** All of it at once, or nothing. @throws {Problem} when it can't all be done, or is not what was looked at */
export async function releaseDraft(version: number): Promise<BoardChange> {
  try {
    return await answered(api.POST('/api/v1/board/draft/release', { body: { version } }))
  } finally {
    await queryClient.invalidateQueries({ queryKey: eventsKey })
  }
}
