import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EventId } from '../../../domain/ids.ts'
import {
  mergeOptions,
  type RoomOption,
  type RoomOptions,
  unmetOptions,
  type WantedOptions,
  wantedOptions,
} from '../../../domain/room-options.ts'
import * as roomOptionsStore from './room-options.store.ts'

type Sources = roomOptionsStore.OptionSources

/** How the room of an event is wanted beside its plan, as all that it follows from stands in this transaction. */
export async function optionsOfEvent(
  ctx: Ctx,
  trx: Trx,
  eventId: EventId,
): Promise<WantedOptions | undefined> {
  return (await optionsOfEvents(ctx, trx, [eventId])).get(eventId)
}

/** The same for several events; those of which nothing is wanted are left out. */
export async function optionsOfEvents(
  ctx: Ctx,
  trx: Trx,
  eventIds: readonly EventId[],
): Promise<ReadonlyMap<EventId, WantedOptions>> {
  const all = await roomOptionsStore.readSources(trx, ctx.platform.id, eventIds)
  return new Map(
    all.flatMap((sources) => {
      const wanted = wantedOptions(saidOf(sources), ableOf(ctx, sources), sources)
      return wanted ? [[sources.eventId, wanted]] : []
    }),
  )
}

/** What is asked for of the room of an event and its tool can't. */
export async function unmetOfEvent(ctx: Ctx, db: Ctx['db'] | Trx, eventId: EventId): Promise<RoomOption[]> {
  const [unmet] = await unmetOfEvents(ctx, db, [eventId])
  return unmet?.options ?? []
}

/** The same of several events, each with the app of its tool. */
export async function unmetOfEvents(ctx: Ctx, db: Ctx['db'] | Trx, eventIds: readonly EventId[]) {
  if (eventIds.length === 0) return []
  const all = await roomOptionsStore.readSources(db, ctx.platform.id, eventIds)
  return all.map((sources) => ({
    eventId: sources.eventId,
    appId: sources.appId,
    options: unmetOptions(saidOf(sources), ableOf(ctx, sources)),
  }))
}

function saidOf({ ofAccount, ofCourse, own }: Pick<Sources, 'ofAccount' | 'ofCourse' | 'own'>): RoomOptions {
  return mergeOptions(ofAccount, ofCourse, own)
}

function ableOf(ctx: Ctx, { appId, sessionType }: Pick<Sources, 'appId' | 'sessionType'>) {
  return ctx.providers.provider(appId, sessionType).capabilities.options
}
