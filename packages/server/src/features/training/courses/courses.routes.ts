import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, listOf, problems } from '../../../http/schemas.ts'
import {
  ChangeCourse,
  Course,
  CourseCategory,
  CourseParams,
  FindCourses,
  NewCourse,
} from './courses.schemas.ts'
import { changeCourse, createCourse, getCourse, listCategories, listCourses } from './courses.service.ts'

export function coursesRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['courses']

  app.get(
    '/courses',
    {
      config: { access: 'signed-in' },
      schema: { tags, querystring: FindCourses, response: { 200: listOf(Course), ...problems } },
    },
    (request) => listCourses(request.ctx, actorOf(request), request.query),
  )

  app.get(
    '/course-categories',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Words by which courses are sorted',
        response: { 200: listOf(CourseCategory), ...problems },
      },
    },
    async (request) => ({
      items: await listCategories(request.ctx, actorOf(request)),
      nextCursor: null,
    }),
  )

  app.post(
    '/courses',
    {
      config: { access: 'planner' },
      schema: { tags, body: NewCourse, response: { 201: Course, ...problems } },
    },
    async (request, reply) => {
      const course = await createCourse(request.ctx, actorOf(request), request.body)
      return reply.status(201).header('etag', etag(course.version)).send(course)
    },
  )

  app.get(
    '/courses/:courseId',
    {
      config: { access: 'reader-of-course' },
      schema: { tags, params: CourseParams, response: { 200: Course, ...problems } },
    },
    async (request, reply) => {
      const courseId = request.params.courseId
      const actor = actorOf(request)
      const course = await getCourse(request.ctx, actor, courseId)
      return reply.header('etag', etag(course.version)).send(course)
    },
  )

  app.patch(
    '/courses/:courseId',
    {
      config: { access: 'planner-of-course' },
      schema: {
        tags,
        params: CourseParams,
        headers: IfMatch,
        body: ChangeCourse,
        response: { 200: Course, ...problems },
      },
    },
    async (request, reply) => {
      const target = {
        courseId: request.params.courseId,
        expectedVersion: expectedVersion(request.headers),
      }
      const course = await changeCourse(request.ctx, actorOf(request), target, request.body)
      return reply.header('etag', etag(course.version)).send(course)
    },
  )
}
