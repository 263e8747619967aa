import { beginImport, getImport, tryImport } from '../src/features/people/people/import.service.ts'
import { carryOutImport } from '../src/features/people/people/import-work.service.ts'
import type { Actor } from '../src/http/actor.ts'
import type { TestPlatform } from './test-app.ts'

/** Imports people and waits for it. @returns what it would be said to do, and what it did */
export async function importPeople(
  { ctx }: TestPlatform,
  actor: Actor,
  { text, invite = false }: { text: string; invite?: boolean },
) {
  const { unread, rows } = await tryImport(ctx, actor, text)
  const { id } = await beginImport(ctx, actor, { text, invite, save: true })
  await carryOutImport(ctx, id)
  return { ...(await getImport(ctx, actor, id)), unread, rows }
}
