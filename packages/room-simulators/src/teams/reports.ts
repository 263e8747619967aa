import type { AttendanceRecord, MeetingAttendanceReport } from '@microsoft/microsoft-graph-types'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serveMeeting } from './gate.ts'
import type { Meeting, Person, Run } from './model.ts'
import { instant, pageOf, refuse } from './wire.ts'
import type { World } from './world.ts'

const permission = 'OnlineMeetingArtifact.Read.All'

/** Who was there: a report for each run, with a row for each person. */
export function reportRoutes(server: FastifyInstance, world: World): void {
  const serve = (
    path: string,
    answer: (request: FastifyRequest, reply: FastifyReply, meeting: Meeting) => FastifyReply,
  ) =>
    serveMeeting(server, world, { method: 'GET', path: `/attendanceReports${path}`, permission }, (...all) =>
      world.behavior.attendanceReports === 'refused'
        ? refuse(all[1], 403, 'Forbidden', 'Attendance reports are switched off by the administrator.')
        : answer(...all),
    )

  serve('', (request, reply, meeting) =>
    reply.send(pageOf(world, request, reportsOf(world, meeting).map(reportView), 'attendanceReports')),
  )

  serve('/:report', (request, reply, meeting) => {
    const run = findRun(world, request, meeting)
    if (!run) return refuseReport(reply)
    const { $expand } = request.query as { $expand?: string }
    const records = $expand === 'attendanceRecords' ? { attendanceRecords: rowsOf(world, run) } : {}
    return reply.send({ ...reportView(run), ...records })
  })

  serve('/:report/attendanceRecords', (request, reply, meeting) => {
    const run = findRun(world, request, meeting)
    return run
      ? reply.send(pageOf(world, request, rowsOf(world, run), 'attendanceRecords'))
      : refuseReport(reply)
  })
}

function findRun(world: World, request: FastifyRequest, meeting: Meeting): Run | undefined {
  const { report } = request.params as { report: string }
  return reportsOf(world, meeting).find(({ id }) => id === report)
}

function refuseReport(reply: FastifyReply): FastifyReply {
  return refuse(reply, 404, 'NotFound', 'The attendance report was not found.')
}

/** The newest first, as far as they are out. */
function reportsOf(world: World, meeting: Meeting): Run[] {
  if (world.behavior.attendanceReports === 'empty') return []
  return world
    .runsOf(meeting)
    .filter(
      (run) =>
        isOut(world, run) || (run.endedAt === undefined && world.behavior.reportWhileRunning === 'empty'),
    )
    .sort((one, other) => other.startedAt - one.startedAt)
    .slice(0, world.behavior.reportsMax)
}

function isOut(world: World, { endedAt, reportOutAt }: Run): boolean {
  if (endedAt === undefined || reportOutAt === 'never') return false
  return (reportOutAt ?? endedAt + world.behavior.reportDelaySeconds * 1000) <= world.now()
}

function inside({ people }: Run): Person[] {
  return people.filter(({ stays, isWaiting }) => stays.length > 0 && !isWaiting)
}

function reportView(run: Run): MeetingAttendanceReport {
  const isOver = run.endedAt !== undefined
  return {
    id: run.id,
    totalParticipantCount: isOver ? inside(run).length : 0,
    meetingStartDateTime: instant(run.startedAt),
    meetingEndDateTime: isOver ? instant(run.endedAt ?? 0) : null,
  }
}

function rowsOf(world: World, run: Run): AttendanceRecord[] {
  // Observed: nobody stands in it before the end.
  if (run.endedAt === undefined) return []
  return inside(run).map((person) => recordView(world, person, run.endedAt ?? 0))
}

function recordView(
  world: World,
  { name, email, userId, role, stays }: Person,
  endedAt: number,
): AttendanceRecord {
  const seconds = (from: number, to = endedAt) => Math.round((to - from) / 1000)
  const identity = {
    '@odata.type': '#microsoft.graph.communicationsUserIdentity',
    ...{ id: userId ?? null, displayName: name, tenantId: userId ? world.state.tenantId : null },
  }
  return {
    emailAddress: email || (world.behavior.unknownAddress === 'null' ? null : ''),
    totalAttendanceInSeconds: stays.reduce((all, { from, to }) => all + seconds(from, to), 0),
    role,
    identity,
    attendanceIntervals: stays.map(({ from, to }) => ({
      joinDateTime: instant(from),
      leaveDateTime: instant(to ?? endedAt),
      durationInSeconds: seconds(from, to),
    })),
  }
}
