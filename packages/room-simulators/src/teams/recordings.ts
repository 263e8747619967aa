import { filmOf, sendFilm } from '@lectern/goto-simulator/kit'
import type { CallRecording, CallTranscript } from '@microsoft/microsoft-graph-types'
import type { FastifyInstance } from 'fastify'
import { serveMeeting } from './gate.ts'
import type { Meeting, Run } from './model.ts'
import type { Permission } from './permissions.ts'
import { instant, pageOf, refuse } from './wire.ts'
import type { World } from './world.ts'

const FILM_BYTES = 4096

interface Kind {
  readonly path: 'recordings' | 'transcripts'
  readonly permission: Permission
  readonly has: (run: Run) => boolean
}

const KINDS: readonly Kind[] = [
  {
    path: 'recordings',
    permission: 'OnlineMeetingRecording.Read.All',
    has: ({ isRecorded }) => isRecorded === true,
  },
  {
    path: 'transcripts',
    permission: 'OnlineMeetingTranscript.Read.All',
    has: ({ transcript }) => transcript !== undefined,
  },
]

/** Films and what was said, of each run; their contents are metered. */
export function recordingRoutes(server: FastifyInstance, world: World): void {
  for (const { path, permission, has } of KINDS) {
    const runsOf = (meeting: Meeting) =>
      world.runsOf(meeting).filter((run) => has(run) && isReady(world, run))

    serveMeeting(server, world, { method: 'GET', path: `/${path}`, permission }, (request, reply, meeting) =>
      reply.send(
        pageOf(
          world,
          request,
          runsOf(meeting).map((run) => viewOf(world, meeting, run, path)),
          path,
        ),
      ),
    )

    const content = { method: 'GET', path: `/${path}/:item/content`, permission } as const
    serveMeeting(server, world, content, (request, reply, meeting) => {
      const { item } = request.params as { item: string }
      const run = runsOf(meeting).find((one) => itemId(one, path) === item)
      if (!run) return refuse(reply, 404, 'NotFound', 'The item was not found.')
      if (world.behavior.meteredContent === 'refused')
        return refuse(reply, 402, 'PaymentRequired', 'The app is not associated with an Azure subscription.')
      if (path === 'transcripts') return reply.type('text/vtt; charset=utf-8').send(run.transcript)
      return sendFilm(reply, filmOf(FILM_BYTES), request.headers.range)
    })
  }
}

function isReady(world: World, { endedAt }: Run): boolean {
  return endedAt !== undefined && endedAt + world.behavior.recordingDelaySeconds * 1000 <= world.now()
}

function itemId({ id }: Run, path: Kind['path']): string {
  return Buffer.from(`${path}*${id}`).toString('base64url')
}

function viewOf(
  world: World,
  meeting: Meeting,
  run: Run,
  path: Kind['path'],
): Pick<CallRecording & CallTranscript, 'id' | 'meetingId' | 'callId' | 'createdDateTime' | 'endDateTime'> {
  const id = itemId(run, path)
  const address = `${world.publicUrl()}/v1.0/users/${meeting.organizerId}/onlineMeetings/${encodeURIComponent(meeting.id)}/${path}/${id}/content`
  return {
    ...{ id, meetingId: meeting.id, callId: run.callId },
    createdDateTime: instant(run.startedAt),
    endDateTime: instant(run.endedAt ?? run.startedAt),
    ...(path === 'recordings' ? { recordingContentUrl: address } : { transcriptContentUrl: address }),
  }
}
