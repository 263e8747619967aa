import { z } from 'zod'
import { Instant, RecordingId } from '../../../http/schemas.ts'

const FilmSeconds = z.number().min(0).max(200_000)
const Part = z.object({
  fromSeconds: FilmSeconds.describe('of the film'),
  toSeconds: FilmSeconds,
  startsAt: Instant.describe('of the class'),
  endsAt: Instant,
  isWatched: z.boolean(),
})

export const OwnMakeUp = z
  .object({
    state: z
      .enum(['off', 'awaited', 'unknown', 'nothing', 'open', 'over'])
      .describe(
        'off: the rule does not allow it; awaited: no film yet; unknown: what was missed is not known; nothing: nothing was missed, or it is not recorded; over: the deadline has passed',
      ),
    until: Instant.nullable().describe('the deadline'),
    missedSeconds: z.int32(),
    madeUpSeconds: z.int32(),
    recordings: z.array(z.object({ recordingId: RecordingId, parts: z.array(Part) })),
  })
  .meta({ id: 'OwnMakeUp' })

export const TellWatched = z
  .object({
    rate: z.number().min(0.1).max(16).describe('at which it was played'),
    ranges: z
      .array(
        z
          .object({ fromSeconds: FilmSeconds, toSeconds: FilmSeconds })
          .describe('of the film, shown since the beat before'),
      )
      .max(100),
  })
  .meta({ id: 'TellWatched' })

export const RecordingClock = z
  .object({
    beginsAt: Instant.describe('of the class, where the film begins'),
    pauses: z
      .array(
        z.object({
          filmSeconds: FilmSeconds.describe('where in the film it was paused'),
          pausedSeconds: z.number().min(1).max(86_400),
        }),
      )
      .max(50),
    version: z.int32().min(0).describe('0 = as the tool tells it'),
  })
  .meta({ id: 'RecordingClock' })
