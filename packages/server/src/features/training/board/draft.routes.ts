import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { etag, expectedVersion } from '../../../http/etag.ts'
import { IfMatch, problems } from '../../../http/schemas.ts'
import { BoardChange } from './board-changes.schemas.ts'
import { BoardDraft, NewBoardDraft, ReleaseDraft, SavedBoardDraft } from './draft.schemas.ts'
import { discardDraft, getDraft, releaseDraft, setDraft } from './draft.service.ts'

/** What somebody means to do on the board, before anybody else knows of it. */
export function draftRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['planning']

  app.get(
    '/board/draft',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'What one has drafted on the board, and what it would do',
        description:
          'Nobody else knows of it. `change` is tried anew at each request: what can’t be done any more, such as for an event that is gone or was changed since, is refused there in words.',
        response: { 200: BoardDraft, ...problems },
      },
    },
    async (request, reply) => {
      const draft = await getDraft(request.ctx, actorOf(request))
      return reply.header('etag', etag(draft.version)).send(draft)
    },
  )

  app.put(
    '/board/draft',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Draft operations in place of all that were drafted before',
        description: 'Kept as they are: none is tried. `If-Match: "0"` where nothing was ever drafted.',
        headers: IfMatch,
        body: NewBoardDraft,
        response: { 200: SavedBoardDraft, ...problems },
      },
    },
    async (request, reply) => {
      const version = expectedVersion(request.headers)
      const saved = await setDraft(request.ctx, actorOf(request), version, request.body)
      return reply.header('etag', etag(saved.version)).send(saved)
    },
  )

  app.delete(
    '/board/draft',
    {
      config: { access: 'planner' },
      schema: { tags, summary: 'Discard what one has drafted', response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await discardDraft(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/board/draft/release',
    {
      config: { access: 'planner' },
      schema: {
        tags,
        summary: 'Do all that was drafted in one go',
        description:
          'All is saved and the draft is empty, or nothing (409, every refusal named). As after `POST /board/changes` people and providers hear of it ten seconds later, each person once, and until then it can be taken back as if it had not been.',
        body: ReleaseDraft,
        response: { 200: BoardChange, ...problems },
      },
    },
    (request) => releaseDraft(request.ctx, actorOf(request), request.body),
  )
}
