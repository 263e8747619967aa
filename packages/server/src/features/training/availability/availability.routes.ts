import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { problems } from '../../../http/schemas.ts'
import {
  Absence,
  AbsenceParams,
  Availability,
  AvailabilityParams,
  NewAbsence,
  NewWeeklyHours,
} from './availability.schemas.ts'
import { addAbsence, getAvailability, removeAbsence, setWeeklyHours } from './availability.service.ts'

/** When instructors can teach: they say so themselves, or superadmins do. */
export function availabilityRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['teaching']
  const hours = {
    tags,
    summary: 'Say when an instructor teaches, week by week',
    body: NewWeeklyHours,
    response: { 200: Availability, ...problems },
  }
  const absence = {
    tags,
    summary: 'Say when an instructor does not teach',
    description: 'What is planned then stays as it is, and is shown as a conflict.',
    body: NewAbsence,
    response: { 201: Absence, ...problems },
  }
  const read = {
    tags,
    summary: 'When an instructor can teach',
    response: { 200: Availability, ...problems },
  }
  const gone = { tags, response: { 204: z.null(), ...problems } }

  app.get('/me/availability', { config: { access: 'planner' }, schema: read }, (request) => {
    const actor = actorOf(request)
    return getAvailability(request.ctx, actor, actor.personId)
  })

  app.put('/me/availability', { config: { access: 'planner' }, schema: hours }, (request) => {
    const actor = actorOf(request)
    return setWeeklyHours(request.ctx, actor, actor.personId, request.body)
  })

  app.post('/me/absences', { config: { access: 'planner' }, schema: absence }, async (request, reply) => {
    const actor = actorOf(request)
    const added = await addAbsence(request.ctx, actor, actor.personId, request.body)
    return reply.status(201).send(added)
  })

  app.delete(
    '/me/absences/:absenceId',
    { config: { access: 'planner' }, schema: { ...gone, params: AbsenceParams } },
    async (request, reply) => {
      const actor = actorOf(request)
      await removeAbsence(request.ctx, actor, actor.personId, request.params.absenceId)
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/people/:personId/availability',
    { config: { access: 'planner' }, schema: { ...read, params: AvailabilityParams } },
    (request) => getAvailability(request.ctx, actorOf(request), request.params.personId),
  )

  app.put(
    '/people/:personId/availability',
    { config: { access: 'superadmin' }, schema: { ...hours, params: AvailabilityParams } },
    (request) => setWeeklyHours(request.ctx, actorOf(request), request.params.personId, request.body),
  )

  app.post(
    '/people/:personId/absences',
    { config: { access: 'superadmin' }, schema: { ...absence, params: AvailabilityParams } },
    async (request, reply) => {
      const { personId } = request.params
      const added = await addAbsence(request.ctx, actorOf(request), personId, request.body)
      return reply.status(201).send(added)
    },
  )

  app.delete(
    '/people/:personId/absences/:absenceId',
    {
      config: { access: 'superadmin' },
      schema: { ...gone, params: AvailabilityParams.extend(AbsenceParams.shape) },
    },
    async (request, reply) => {
      const { personId, absenceId } = request.params
      await removeAbsence(request.ctx, actorOf(request), personId, absenceId)
      return reply.status(204).send(null)
    },
  )
}
