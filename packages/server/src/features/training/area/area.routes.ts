import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { sendCsv } from '../../../http/file.ts'
import { EventParams, IfMatch, listOf, problems } from '../../../http/schemas.ts'
import { CourseParams } from '../courses/courses.schemas.ts'
import { SessionParams } from '../sessions/sessions.schemas.ts'
import {
  AreaAccount,
  AreaCourse,
  AreaCourseDetails,
  AreaEvent,
  AreaMarks,
  AreaPerson,
  AreaPersonDetails,
  AreaPersonParams,
  AreaPlaceParams,
  AreaReport,
  AreaSession,
  ChangeAreaEvent,
  ChangeAreaPerson,
  EnrolledInArea,
  EnrollInArea,
  FindInArea,
  LeaveInArea,
  MarkedInArea,
  MarkInArea,
  NewAreaEvent,
  NewAreaSession,
  PageOfArea,
} from './area.schemas.ts'
import {
  exportReport,
  getCourse,
  getMarks,
  getPerson,
  getReport,
  getSession,
  listAccounts,
  listCourses,
  listEvents,
  listPeople,
} from './area.service.ts'
import {
  addSessionInArea,
  changeEventInArea,
  changePersonInArea,
  enrollInArea,
  markInArea,
  planEventInArea,
  unenrollInArea,
} from './area-planning.service.ts'

const tags = ['area']
/** Of the area altogether. */
const mine = { access: 'power-user' } as const
/** Of something that has to be in it: what is outside is not found. */
const inside = { access: 'power-user-of-area' } as const

/** What power users see of their area, and plan in it. */
export function areaRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  readRoutes(fastify)

  app.post(
    '/area/courses/:courseId/sessions',
    {
      config: inside,
      schema: {
        tags,
        summary: 'Make a session of a course of my area',
        params: CourseParams,
        body: NewAreaSession,
        response: { 201: AreaSession, ...problems },
      },
    },
    async (request, reply) => {
      const { courseId } = request.params
      const made = await addSessionInArea(request.ctx, actorOf(request), courseId, request.body)
      return reply.status(201).send(made)
    },
  )
  app.post(
    '/area/sessions/:sessionId/events',
    {
      config: inside,
      schema: {
        tags,
        summary: 'Plan an event in a session of my area',
        params: SessionParams,
        body: NewAreaEvent,
        response: { 201: AreaEvent, ...problems },
      },
    },
    async (request, reply) => {
      const { sessionId } = request.params
      const planned = await planEventInArea(request.ctx, actorOf(request), sessionId, request.body)
      return reply.status(201).header('etag', etag(planned.version)).send(planned)
    },
  )
  app.patch(
    '/area/events/:eventId',
    {
      config: inside,
      schema: {
        tags,
        summary: 'Change an event of my area',
        params: EventParams,
        headers: IfMatch,
        body: ChangeAreaEvent,
        response: { 200: AreaEvent, ...problems },
      },
    },
    async (request, reply) => {
      const target = { eventId: request.params.eventId, expectedVersion: expectedVersion(request.headers) }
      const changed = await changeEventInArea(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(changed.version)).send(changed)
    },
  )
  app.post(
    '/area/sessions/:sessionId/enrollments',
    {
      config: inside,
      schema: {
        tags,
        summary: 'Enroll people of my area',
        description: 'One answer for each of them. If one is not in the area, nobody is enrolled.',
        params: SessionParams,
        body: EnrollInArea,
        response: { 200: EnrolledInArea, ...problems },
      },
    },
    (request) => enrollInArea(request.ctx, actorOf(request), request.params.sessionId, request.body),
  )
  app.delete(
    '/area/sessions/:sessionId/enrollments/:personId',
    {
      config: inside,
      schema: {
        tags,
        summary: 'Take the place of somebody of my area back',
        params: AreaPlaceParams,
        querystring: LeaveInArea,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await unenrollInArea(request.ctx, actorOf(request), request.params, request.query.reason)
      return reply.status(204).send(null)
    },
  )
  app.put(
    '/area/events/:eventId/marks',
    {
      config: inside,
      schema: {
        tags,
        summary: 'Mark who of my area is there',
        description:
          'Each mark names the version that it replaces; one that somebody else changed meanwhile stays, and comes back under `conflicts`. Notes and minutes stay as they are.',
        params: EventParams,
        body: MarkInArea,
        response: { 200: MarkedInArea, ...problems },
      },
    },
    (request) => markInArea(request.ctx, actorOf(request), request.params.eventId, request.body),
  )
  app.patch(
    '/area/people/:personId',
    {
      config: inside,
      schema: {
        tags,
        summary: 'Change what somebody of my area is called, and in which language and zone they read',
        description: 'Of people who may do more here than learn, superadmins alone change it.',
        params: AreaPersonParams,
        headers: IfMatch,
        body: ChangeAreaPerson,
        response: { 200: AreaPersonDetails, ...problems },
      },
    },
    async (request, reply) => {
      const target = { id: request.params.personId, expectedVersion: expectedVersion(request.headers) }
      const changed = await changePersonInArea(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(changed.version)).send(changed)
    },
  )
}

function readRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/area/courses',
    {
      config: mine,
      schema: {
        tags,
        summary: 'The courses of my area',
        querystring: PageOfArea,
        response: { 200: listOf(AreaCourse), ...problems },
      },
    },
    (request) => listCourses(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/area/courses/:courseId',
    {
      config: inside,
      schema: {
        tags,
        summary: 'A course of my area with its sessions',
        description: 'Of a course outside there is nothing to be found.',
        params: CourseParams,
        response: { 200: AreaCourseDetails, ...problems },
      },
    },
    (request) => getCourse(request.ctx, actorOf(request), request.params.courseId),
  )
  app.get(
    '/area/sessions/:sessionId',
    {
      config: inside,
      schema: {
        tags,
        summary: 'A session of my area with its events, and those of my people who are in it',
        params: SessionParams,
        response: { 200: AreaSession, ...problems },
      },
    },
    (request) => getSession(request.ctx, actorOf(request), request.params.sessionId),
  )
  app.get(
    '/area/events',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Events of my area that are not over',
        querystring: PageOfArea,
        response: { 200: listOf(AreaEvent), ...problems },
      },
    },
    (request) => listEvents(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/area/events/:eventId/marks',
    {
      config: inside,
      schema: {
        tags,
        summary: 'An event of my area, with the marks of my people in it',
        params: EventParams,
        response: { 200: AreaMarks, ...problems },
      },
    },
    (request) => getMarks(request.ctx, actorOf(request), request.params.eventId),
  )
  app.get(
    '/area/people',
    {
      config: mine,
      schema: {
        tags,
        summary: 'The people of my area',
        querystring: FindInArea,
        response: { 200: listOf(AreaPerson), ...problems },
      },
    },
    (request) => listPeople(request.ctx, actorOf(request), request.query),
  )
  app.get(
    '/area/people/:personId',
    {
      config: inside,
      schema: {
        tags,
        summary: 'A person of my area, with what they have in its courses',
        params: AreaPersonParams,
        response: { 200: AreaPersonDetails, ...problems },
      },
    },
    (request) => getPerson(request.ctx, actorOf(request), request.params.personId),
  )
  app.get(
    '/area/report',
    {
      config: mine,
      schema: {
        tags,
        summary: 'What became of my people in the courses of my area',
        response: { 200: AreaReport, ...problems },
      },
    },
    (request) => getReport(request.ctx, actorOf(request)),
  )
  app.get(
    '/area/report.csv',
    {
      config: mine,
      schema: {
        tags,
        summary: 'The same person by person, as a table',
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => sendCsv(reply, 'area.csv', await exportReport(request.ctx, actorOf(request))),
  )
  app.get(
    '/area/accounts',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Conferencing accounts that I can choose for an event: their names alone',
        response: { 200: listOf(AreaAccount), ...problems },
      },
    },
    async (request) => ({ items: await listAccounts(request.ctx, actorOf(request)), nextCursor: null }),
  )
}
