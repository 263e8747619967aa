import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ForbiddenError } from '../../../domain/errors.ts'
import { signInThen } from '../../../http/next-path.ts'
import { visitsAlone } from '../../../http/visits-alone.ts'
import { finishPairing } from './pairing.service.ts'

interface WalkQuery {
  state?: string
  code?: string
  error?: string
}

/**
 * The browser's way back from the provider's consent page: a page address, so that every end is a redirect
 * to a page that says what happened.
 */
export function pairingRoutes(app: FastifyInstance, { paths }: { paths: readonly string[] }): void {
  for (const path of paths)
    app.get<{ Querystring: WalkQuery }>(
      path,
      { config: { access: 'superadmin' }, schema: { hide: true }, preHandler: visitsAlone },
      (request, reply) => finish(request, reply),
    )

  async function finish(
    request: FastifyRequest<{ Querystring: WalkQuery }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { actor, ctx, query } = request
    if (!actor) return reply.redirect(signInThen(request.url))
    try {
      const { state, code, error } = query
      const result = await finishPairing(ctx, actor, {
        state: one(state),
        code: one(code),
        error: one(error),
      })
      const account = result.accountId ? `/accounts/${result.accountId}` : ''
      const page = result.appId ? `/admin/apps/${result.appId}${account}` : '/admin/apps'
      return reply.redirect(`${page}?pairing=${result.outcome}`)
    } catch (error) {
      if (error instanceof ForbiddenError) return reply.redirect('/admin/apps?pairing=role-superadmin-needed')
      throw error
    }
  }
}

/** A parameter that came once. One that came several times is nobody's. */
function one(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
