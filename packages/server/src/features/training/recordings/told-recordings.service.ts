import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { RecordingId } from '../../../domain/ids.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import { copyRecordingJob } from './recordings.job.ts'
import * as recordingsStore from './recordings.store.ts'
import { recordingLinkSlot } from './sealing.ts'
import { sayFound } from './searches.service.ts'
import * as toldLinksStore from './told-links.store.ts'

const NAME_MAX = 200
const KEY_MAX = 500

/**
 * A provider tells of a recording, with a link that ends and that nobody gives again: it is kept as any that was found, and its film is
 * fetched at once where there is a storage. Told twice it is kept once, with the newest link. Told too late it is gone, which is
 * shown.
 */
export async function keepToldRecording(
  ctx: Ctx,
  trx: Trx,
  { id: roomId, eventId, recording, name, url, urlEndsAt }: FactOf<'room-recording-told'>,
): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const isOver = urlEndsAt <= now
  const providerKey = outsideText(recording.key, KEY_MAX)
  const before = await recordingsStore.countKnown(trx, platformId, eventId)
  const slot = { eventId, roomId, providerKey }
  if (isOver && (await toldLinksStore.findByKey(trx, platformId, slot))) return
  const row = {
    ...{ platformId, id: ctx.newId<RecordingId>(), eventId, roomId, providerKey },
    ...{ name: outsideText(name, NAME_MAX), recordedAt: recording.recordedAt ?? null, sizeBytes: null },
    ...{ hasFile: true, hasTranscript: false, foundAt: now },
    goneAt: isOver ? now : null,
  }
  const news = await recordingsStore.keepFound(trx, [row], ctx.storage && !isOver ? now : undefined)
  if (isOver) return happened(ctx, trx, { kind: 'recordings-looked-for', id: eventId })
  const known = await toldLinksStore.findByKey(trx, platformId, slot)
  if (!known) return // deleted by hand: it does not come back
  const recordingId = known.id
  const linkSealed = ctx.vault.seal(url, recordingLinkSlot(platformId, recordingId))
  await toldLinksStore.keepLink(trx, { platformId, recordingId, linkSealed, endsAt: urlEndsAt })
  if (known.copyState === 'due') await ctx.jobs.enqueue(trx, copyRecordingJob, { platformId, recordingId })
  if (news.length > 0) await sayFound(ctx, trx, eventId, before === 0)
}
