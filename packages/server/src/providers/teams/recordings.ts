import type { Teams, TeamsRecording } from '@lectern/teams-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Span } from '../../domain/stay.ts'
import type { Call, Connection, Recording, RecordingsPart } from '../provider.ts'
import { isGone } from '../service-errors.ts'
import { type Connect, options, reach, wantsRecordings } from './connect.ts'
import { translated, translatedPages, VENDOR } from './errors.ts'
import { withheld } from './reports.ts'

/** Films of an organizer's meetings, and what was said in them, where the account was told to fetch them: their contents cost. */
export function teamsRecordings(connect: Connect): RecordingsPart {
  return {
    gives: { transcripts: true, chapters: false },
    listRecordings: (connection, key, span, call) =>
      withheld(translatedPages(listed(connect, connection, key, span, call))),
    fileOf: (connection, key, { key: recordingId }, want, call) =>
      translated(async () => {
        const { teams, organizer } = reach(connect, connection, call)
        const films = wantsRecordings(connection) ? await all(teams, 'recordings', organizer, key, call) : []
        const film = films.find(({ id }) => id === recordingId)
        const transcripts =
          film && want === 'transcript' ? await all(teams, 'transcripts', organizer, key, call) : []
        const item = film && (want === 'film' ? film : transcriptOf(film, transcripts))
        if (!item)
          throw new ProviderError('not-found', { provider: VENDOR, detail: `no ${want} of a recording` })
        const kind = want === 'film' ? 'recordings' : 'transcripts'
        return {
          url: teams.contentUrl(kind, organizer, key, item.id),
          headers: { authorization: `Bearer ${await connection.accessToken()}` },
        }
      }),
  }
}

async function* listed(
  connect: Connect,
  connection: Connection,
  key: string,
  span: Span,
  call: Call,
): AsyncGenerator<Recording[]> {
  if (!wantsRecordings(connection)) return
  const { teams, organizer } = reach(connect, connection, call)
  const films = (await all(teams, 'recordings', organizer, key, call)).filter(
    ({ recordedAt, endedAt }) => (recordedAt ?? span.from) < span.to && (endedAt ?? span.to) > span.from,
  )
  if (films.length === 0) return
  const transcripts = await all(teams, 'transcripts', organizer, key, call)
  yield films.map((film) => ({
    ...{ key: film.id, name: '', recordedAt: film.recordedAt, sizeBytes: undefined, hasFile: true },
    hasTranscript: transcriptOf(film, transcripts) !== undefined,
  }))
}

async function all(
  teams: Teams,
  kind: 'recordings' | 'transcripts',
  organizer: string,
  key: string,
  call: Call,
): Promise<TeamsRecording[]> {
  const found: TeamsRecording[] = []
  try {
    for await (const page of teams.recordings(kind, organizer, key, options(call))) found.push(...page)
  } catch (error) {
    if (!isGone(error)) throw error // the meeting has expired
  }
  return found
}

/** What was said in the run that a film is of. */
function transcriptOf({ callId }: TeamsRecording, transcripts: readonly TeamsRecording[]) {
  return transcripts.find((one) => callId !== '' && one.callId === callId)
}
