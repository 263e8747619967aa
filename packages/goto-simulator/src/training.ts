import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Span, Training } from './model.ts'
import { hostLink } from './room-entry.ts'
import { invalid, TRAINING_PATH, TRAINING_ROOT, trainingGuard } from './training-guard.ts'
import { organizersOf, organizerView, trainingView } from './training-views.ts'
import { readInstant, sendJson, sendRefusal } from './wire.ts'
import type { World } from './world.ts'

/** GoTo Training v1, its trainings, as its document of 2021-12 has it. */
export function trainingRoutes(app: FastifyInstance, world: World, publicUrl: () => string): void {
  const { guarded, own } = trainingGuard(world)

  app.post(
    `${TRAINING_ROOT}/organizers/:organizerKey/trainings`,
    guarded(({ user }, request, reply) => {
      const body = (request.body ?? {}) as Record<string, unknown>
      const times = readTimes(world, body)
      if (typeof times === 'string') return invalid(reply, times)
      const name = String(body.name ?? '').trim()
      if (!name) return invalid(reply, 'name is required')
      const settings = (body.registrationSettings ?? {}) as Record<string, unknown>
      const coorganizerKeys = readKeys(body.organizers).filter((key) => key !== user.key)
      const overlap = overlapOf([user.key, ...coorganizerKeys], times)
      if (overlap) return sendOverlap(reply, overlap)
      const training: Training = {
        trainingKey: world.newKey(),
        trainingId: world.newMeetingId(),
        organizerKey: user.key,
        name,
        description: String(body.description ?? ''),
        timeZone: String(body.timeZone),
        times,
        coorganizerKeys,
        disableConfirmationEmail: isTrue(settings.disableConfirmationEmail),
        disableWebRegistration: isTrue(settings.disableWebRegistration),
      }
      world.state.trainings.push(training)
      world.save()
      return sendJson(reply, 201, training.trainingKey) // a bare text, quotes included (documented)
    }),
  )

  app.get(
    `${TRAINING_ROOT}/organizers/:organizerKey/trainings`,
    guarded(({ user }, _request, reply) => {
      const coming = world.state.trainings.filter(
        (training) =>
          training.organizerKey === user.key && training.times.some((time) => time.endsAt > world.now()),
      )
      return sendJson(
        reply,
        200,
        coming.map((training) => trainingView(world, training)),
      )
    }),
  )

  app.get(
    TRAINING_PATH,
    own((training, _request, reply) => sendJson(reply, 200, trainingView(world, training))),
  )

  app.delete(
    TRAINING_PATH,
    own((training, _request, reply) => {
      if (world.findRunning(training.trainingKey))
        return sendRefusal(reply, 400, 'TrainingInSession', 'The training is in session')
      world.state.trainings = world.state.trainings.filter((other) => other !== training)
      world.save()
      return reply.status(204).send()
    }),
  )

  app.put(
    `${TRAINING_PATH}/nameDescription`,
    own((training, request, reply) => {
      const { name, description } = (request.body ?? {}) as { name?: unknown; description?: unknown }
      if (!String(name ?? '').trim()) return invalid(reply, 'name is required')
      training.name = String(name)
      training.description = String(description ?? '')
      world.save()
      return reply.status(204).send()
    }),
  )

  app.put(
    `${TRAINING_PATH}/times`,
    own((training, request, reply) => {
      if (training.times.every((time) => time.endsAt <= world.now()))
        return sendRefusal(reply, 400, 'TrainingOver', 'The training is over')
      const body = (request.body ?? {}) as Record<string, unknown>
      const times = readTimes(world, body, training.times)
      if (typeof times === 'string') return invalid(reply, times)
      const overlap = overlapOf([training.organizerKey, ...training.coorganizerKeys], times, training)
      if (overlap) return sendOverlap(reply, overlap)
      training.times = times
      training.timeZone = String(body.timeZone)
      world.save()
      const registrants = world.state.registrants.filter((entry) => entry.roomKey === training.trainingKey)
      // Documented: both are told unless somebody says no.
      return sendJson(reply, 200, {
        notifiedRegistrants: isFalse(body.notifyRegistrants) ? 0 : registrants.length,
        notifiedTrainers: isFalse(body.notifyTrainers) ? 0 : 1 + training.coorganizerKeys.length,
      })
    }),
  )

  app.put(
    `${TRAINING_PATH}/registrationSettings`,
    own((training, request, reply) => {
      const body = (request.body ?? {}) as Record<string, unknown>
      if (body.disableConfirmationEmail === undefined || body.disableWebRegistration === undefined)
        return invalid(reply, 'disableConfirmationEmail and disableWebRegistration are required')
      training.disableConfirmationEmail = isTrue(body.disableConfirmationEmail)
      training.disableWebRegistration = isTrue(body.disableWebRegistration)
      world.save()
      return reply.status(204).send()
    }),
  )

  app.get(
    `${TRAINING_PATH}/organizers`,
    own((training, _request, reply) => sendJson(reply, 200, organizersOf(world, training))),
  )

  app.put(
    `${TRAINING_PATH}/organizers`,
    own((training, request, reply) => {
      const { organizers } = (request.body ?? {}) as { organizers?: unknown }
      const keys = readKeys(organizers).filter((key) => key !== training.organizerKey)
      const unknown = keys.find((key) => !world.findUser(key))
      if (unknown) return invalid(reply, `organizers: there is no user ${unknown}`)
      const overlap = overlapOf(keys, training.times, training)
      if (overlap) return sendOverlap(reply, overlap)
      training.coorganizerKeys = keys
      world.save()
      return reply.status(204).send()
    }),
  )

  app.get(
    `${TRAINING_PATH}/manageUrl`,
    own(({ trainingKey }, _request, reply) =>
      sendJson(reply, 200, `${publicUrl()}/room/start/training/${trainingKey}?manage=1`),
    ),
  )
  app.get(
    `${TRAINING_PATH}/startUrl`,
    own(({ trainingKey }, _request, reply) =>
      sendJson(reply, 200, `${publicUrl()}/room/start/training/${trainingKey}`),
    ),
  )
  app.get(
    `${TRAINING_ROOT}/trainings/:trainingKey/start`,
    own(({ trainingKey }, _request, reply, user) => {
      const link = hostLink(world, { product: 'training', roomKey: trainingKey, userKey: user.key })
      return sendJson(reply, 200, { hostURL: publicUrl() + link })
    }),
  )

  app.get(
    `${TRAINING_ROOT}/accounts/:accountKey/organizers`,
    guarded(({ user, scopes }, request, reply) => {
      const { accountKey } = request.params as { accountKey: string }
      if (user.accountKey !== accountKey || !scopes.includes('admin'))
        return sendRefusal(reply, 403, 'AccessDenied', 'Admin role needed')
      const colleagues = world.state.users.filter((other) => other.accountKey === accountKey)
      return sendJson(reply, 200, colleagues.map(organizerView))
    }),
  )

  /** Observed: nobody can have two trainings at overlapping times. */
  function overlapOf(keys: string[], times: Span[], except?: Training): Training | undefined {
    if (!world.behavior.refuseOrganizerOverlap) return undefined
    return world.state.trainings.find(
      (other) =>
        other !== except &&
        [other.organizerKey, ...other.coorganizerKeys].some((key) => keys.includes(key)) &&
        other.times.some((a) => times.some((b) => a.startsAt < b.endsAt && b.startsAt < a.endsAt)),
    )
  }

  function sendOverlap(reply: FastifyReply, { name }: Training): FastifyReply {
    return sendRefusal(reply, 400, 'OrganizerOverlap', `The organizer has another training then: ${name}`)
  }
}

/** @returns what is wrong with the zone or the times, or the times */
function readTimes(
  world: World,
  { timeZone, times }: Record<string, unknown>,
  before: readonly Span[] = [],
): Span[] | string {
  if (!timeZone) return 'timeZone is required'
  if (!Array.isArray(times) || times.length === 0) return 'times is required'
  const spans: Span[] = []
  for (const entry of times as { startDate?: unknown; endDate?: unknown }[]) {
    const startsAt = readInstant(entry?.startDate)
    const endsAt = readInstant(entry?.endDate)
    if (startsAt === undefined || endsAt === undefined) return 'times: startDate and endDate in ISO 8601'
    if (endsAt <= startsAt) return 'times: endDate must be after startDate'
    const isNew = !before.some((other) => other.startsAt === startsAt)
    if (world.behavior.refusePastStart && isNew && startsAt <= world.now())
      return 'times: startDate must lie in the future'
    spans.push({ startsAt, endsAt })
  }
  return spans
}

/** Documented as numbers; texts are taken too (assumed). */
function readKeys(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** Observed: clients send booleans as texts. */
function isTrue(value: unknown): boolean {
  return String(value) === 'true'
}

function isFalse(value: unknown): boolean {
  return String(value) === 'false'
}
