import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Registrant, Training } from './model.ts'
import { recordingLinks } from './recordings.ts'
import { newJoinCode } from './room-entry.ts'
import { invalid, TRAINING_PATH, TRAINING_ROOT, trainingGuard } from './training-guard.ts'
import {
  attendeeViews,
  linksOf,
  recordingViews,
  registrantView,
  reportedRuns,
  sessionView,
} from './training-views.ts'
import { numeric, readInstant, sendJson, sendRefusal } from './wire.ts'
import type { World } from './world.ts'

/** Registrants of a training. Reads may lag behind (documented: up to two hours). */
export function trainingRegistrantRoutes(app: FastifyInstance, world: World, publicUrl: () => string): void {
  const { own } = trainingGuard(world)
  const ownRegistrant = (handler: (registrant: Registrant, reply: FastifyReply) => FastifyReply) =>
    own((training, request, reply) => {
      const { registrantKey } = request.params as { registrantKey: string }
      const found = registrantsOf(training).find((entry) => entry.registrantKey === registrantKey)
      return found
        ? handler(found, reply)
        : sendRefusal(reply, 404, 'NoSuchRegistrant', `There is no registrant ${registrantKey}`)
    })

  app.post(
    `${TRAINING_PATH}/registrants`,
    own((training, request, reply) => {
      const body = (request.body ?? {}) as Record<string, unknown>
      const missing = ['email', 'givenName', 'surname'].filter((name) => !String(body[name] ?? '').trim())
      if (missing.length > 0) return invalid(reply, `Missing: ${missing.join(', ')}`)
      if (training.times.every((time) => time.endsAt <= world.now()))
        return sendRefusal(reply, 400, 'TrainingOver', 'The training is over')
      const email = String(body.email)
      const existing = registrantsOf(training).find(
        (entry) => entry.email.toLowerCase() === email.toLowerCase(),
      )
      if (existing) {
        return sendRefusal(reply, 409, 'DuplicateRegistrant', 'The user is already registered', {
          registrantKey: numeric(existing.registrantKey),
        })
      }
      const registrant: Registrant = {
        registrantKey: world.newKey(),
        product: 'training',
        roomKey: training.trainingKey,
        email,
        firstName: String(body.givenName),
        lastName: String(body.surname),
        status: 'APPROVED',
        registeredAt: world.now(),
        joinCode: newJoinCode(),
        fields: {},
      }
      world.state.registrants.push(registrant)
      world.save()
      const { registrantKey } = registrant
      return sendJson(reply, 201, { registrantKey, ...linksOf(registrant, publicUrl()) })
    }),
  )

  app.get(
    `${TRAINING_PATH}/registrants`,
    own((training, _request, reply) => {
      const visibleSince = world.now() - world.behavior.trainingReadLagSeconds * 1000
      const shown = registrantsOf(training).filter((entry) => entry.registeredAt <= visibleSince)
      return sendJson(
        reply,
        200,
        shown.map((entry) => registrantView(entry, publicUrl())),
      )
    }),
  )

  app.get(
    `${TRAINING_PATH}/registrants/:registrantKey`,
    ownRegistrant((registrant, reply) => sendJson(reply, 200, registrantView(registrant, publicUrl()))),
  )

  app.delete(
    `${TRAINING_PATH}/registrants/:registrantKey`,
    ownRegistrant((registrant, reply) => {
      world.state.registrants = world.state.registrants.filter((entry) => entry !== registrant)
      world.save()
      return reply.status(204).send()
    }),
  )

  function registrantsOf({ trainingKey }: Training): Registrant[] {
    return world.state.registrants.filter(
      (entry) => entry.product === 'training' && entry.roomKey === trainingKey,
    )
  }
}

/** What GoTo tells about trainings that were held, and their recordings. */
export function trainingReportRoutes(app: FastifyInstance, world: World): void {
  const { guarded, own } = trainingGuard(world)

  app.post(
    `${TRAINING_ROOT}/reports/organizers/:organizerKey/sessions`,
    guarded(({ user }, request, reply) => {
      const { startDate, endDate } = (request.body ?? {}) as { startDate?: unknown; endDate?: unknown }
      const from = readInstant(startDate)
      const to = readInstant(endDate)
      if (from === undefined || to === undefined) return invalid(reply, 'startDate and endDate are required')
      const runs = reportedRuns(
        world,
        (run) => run.organizerKey === user.key && run.startedAt >= from && run.startedAt <= to,
      )
      return sendJson(
        reply,
        200,
        runs.map((run) => sessionView(world, run)),
      )
    }),
  )

  app.get(
    `${TRAINING_ROOT}/reports/organizers/:organizerKey/trainings/:trainingKey`,
    own(({ trainingKey }, _request, reply) =>
      sendJson(
        reply,
        200,
        reportedRuns(world, (run) => run.roomKey === trainingKey).map((run) => sessionView(world, run)),
      ),
    ),
  )

  app.get(
    `${TRAINING_ROOT}/reports/organizers/:organizerKey/sessions/:sessionKey/attendees`,
    guarded(({ user }, request, reply) => {
      const { sessionKey } = request.params as { sessionKey: string }
      const [run] = reportedRuns(
        world,
        (entry) => entry.key === sessionKey && entry.organizerKey === user.key,
      )
      return run
        ? sendJson(reply, 200, attendeeViews(world, run))
        : sendRefusal(reply, 404, 'NoSuchSession', `There is no session ${sessionKey}`)
    }),
  )

  app.get(
    `${TRAINING_ROOT}/trainings/:trainingKey/recordings`,
    own((training, _request, reply) => sendJson(reply, 200, recordingViews(world, training))),
  )

  app.get(
    `${TRAINING_ROOT}/trainings/:trainingKey/recordings/:recordingId`,
    own(({ trainingKey }, request, reply) => {
      const { recordingId } = request.params as { recordingId: string }
      const [run] = reportedRuns(world, (entry) => entry.key === recordingId && entry.roomKey === trainingKey)
      const isOut = (run?.endedAt ?? 0) + world.behavior.recordingDelaySeconds * 1000 <= world.now()
      return run?.recording && isOut
        ? reply.redirect(recordingLinks(world, run).downloadUrl, 302)
        : sendRefusal(reply, 404, 'NoSuchRecording', `There is no recording ${recordingId}`)
    }),
  )
}
