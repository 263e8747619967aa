import { z } from 'zod'
import { recordingSearchStates } from '../../../domain/recording.ts'
import { EventParams, Instant, Message, PersonId, RecordingId } from '../../../http/schemas.ts'

export const RecordingParams = EventParams.extend({ recordingId: RecordingId })

export const Recording = z
  .object({
    id: RecordingId,
    name: z.string().describe('as the tool calls it; may be empty'),
    recordedAt: Instant.nullable(),
    sizeBytes: z.number().int().nullable().describe('null: the tool does not say'),
    state: z
      .enum(['ready', 'gone', 'elsewhere'])
      .describe(
        'ready: it can be played; gone: the tool has it no longer; elsewhere: the tool gives no file',
      ),
    isHidden: z.boolean().describe('learners do not see it'),
    filmPath: z.string().nullable().describe('the film, in parts as `Range` asks for them'),
    hasTranscript: z.boolean(),
    keptThereUntil: Instant.nullable().describe(
      'the tool has it until then, and gives it to nobody again; null: the tool does not say, or it is not one’s to know',
    ),
    copy: z
      .object({
        state: z.enum(['none', 'due', 'copied', 'failed', 'expired']),
        copiedAt: Instant.nullable(),
        keptUntil: Instant.nullable(),
      })
      .nullable()
      .describe('in the storage of one’s own; null: there is none, or it is not one’s to know'),
  })
  .meta({ id: 'Recording' })

export const RecordingNotice = z
  .object({
    version: z.int32().describe('another one whenever something else is said; 0: nobody has said anything'),
    isRecorded: z.boolean(),
    isInherited: z.boolean().describe('as its course has it, or else the platform'),
    words: z.string().describe('what one agrees to, in one’s language'),
    agreedAt: Instant.nullable().describe('when the person who asks agreed to this version'),
    consents: z
      .array(z.object({ personId: PersonId, name: z.string(), agreedAt: Instant }))
      .describe('who agreed to this version, for who teaches the event'),
  })
  .meta({ id: 'RecordingNotice' })

export const EventRecordings = z
  .object({
    eventId: EventParams.shape.eventId,
    search: z.object({
      state: z
        .enum([...recordingSearchStates, 'none'])
        .describe(
          'none: the event has not ended; waiting: no recording yet; found; withheld: the tool gives none, and `reason` says why; given-up: nothing came within a week',
        ),
      reason: Message.nullable().describe('what stands in the way and what to do, for who teaches the event'),
      lookedAt: Instant.nullable(),
      nextLookAt: Instant.nullable().describe('null: it is not looked for again by itself'),
    }),
    isShown: z.boolean().describe('learners may see recordings of this event'),
    notice: RecordingNotice,
    items: z.array(Recording),
    may: z.object({
      manage: z.boolean().describe('hide, delete, look again, and say whether it is recorded'),
    }),
  })
  .meta({ id: 'EventRecordings' })

export const ChangeRecording = z.object({ isHidden: z.boolean() }).meta({ id: 'ChangeRecording' })
export const GiveNotice = z
  .object({
    isRecorded: z.boolean().nullable().describe('null: as its course has it, or else the platform'),
  })
  .meta({ id: 'GiveRecordingNotice' })
export const AgreeToRecording = z
  .object({ version: z.int32().min(0).describe('of the notice that was read') })
  .meta({ id: 'AgreeToRecording' })

export const Transcript = z
  .object({
    items: z.array(
      z.object({
        fromSeconds: z.number(),
        toSeconds: z.number(),
        text: z.string().describe('as a program wrote it down: it may be wrong'),
      }),
    ),
  })
  .meta({ id: 'Transcript' })
