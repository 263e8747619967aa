import type { FastifyInstance } from 'fastify'
import type { Participant, Run } from './model.ts'
import { sendError } from './wire.ts'
import type { World } from './world.ts'

/** Why an account gets no reports. All three are guesses at how GoTo says it. */
export type WithheldReason = 'scope' | 'licence' | 'policy'

/** What is asked for reports, in all products. */
const REPORT_PATH =
  /^\/G2M\/rest\/(.*\/)?(attendees|historicalMeetings)$|^\/G2W\/rest\/v2\/.*\/(sessions(\/.*)?|attendees)$|^\/G2T\/rest\/reports\//

/** What is asked for recordings; those of meetings stand in the history. */
const RECORDING_PATH =
  /^\/G2M\/rest\/(.*\/)?historicalMeetings$|^\/G2W\/rest\/v2\/.*(\/recordingAssets|\/recordingassets\/search)$|^\/G2T\/rest\/.*\/recordings(\/.*)?$/

/** Refuses whatever asks for reports or recordings, while they are withheld. */
export function registerWithheldReports(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const [reason, what] =
      REPORT_PATH.test(path) && world.withheldReports
        ? [world.withheldReports, 'reports']
        : [RECORDING_PATH.test(path) ? world.withheldRecordings : undefined, 'recordings']
    if (!reason) return
    if (reason === 'scope')
      return sendError(reply, 403, 'AccessDenied', `The OAuth client has no scope for ${what}`)
    if (reason === 'licence')
      return sendError(reply, 403, world.behavior.noLicenceCode, `The user has no active licence for ${what}`)
    return sendError(reply, 403, 'AccessDenied', `An administrator of the account has switched ${what} off`)
  })
}

/** Whether the recording of a run is out. */
export function isRecordingOut(world: World, run: Run): boolean {
  if (!run.recording || run.endedAt === undefined) return false
  const outAt = run.recordingShape?.outAt ?? run.endedAt + world.behavior.recordingDelaySeconds * 1000
  return outAt !== 'never' && outAt <= world.now()
}

/** Whether a run has ended and its report is out. */
export function isReported(world: World, run: Run): boolean {
  if (run.endedAt === undefined) return false
  const outAt = run.report?.outAt ?? run.endedAt + world.behavior.reportDelaySeconds * 1000
  return outAt !== 'never' && outAt <= world.now()
}

/** Everybody of a run with their stays, as far as its report has grown. */
export function reportedParticipants(world: World, run: Run): Participant[] {
  const limits = run.report?.grows?.filter(({ until }) => world.now() < until) ?? []
  if (limits.length === 0) return run.participants
  let left = Math.min(...limits.map(({ rows }) => rows))
  return run.participants.flatMap((person) => {
    const intervals = person.intervals.slice(0, left)
    left -= intervals.length
    return intervals.length > 0 ? [{ ...person, intervals }] : []
  })
}
