import type { FastifyInstance, FastifyReply } from 'fastify'
import { tokenScopes } from './gate.ts'
import type { World } from './world.ts'

/** Server-to-server OAuth: what an app's three texts are exchanged for. */
export function oauthRoutes(app: FastifyInstance, world: World): void {
  app.post<{ Body: Record<string, string> | undefined; Querystring: Record<string, string> }>(
    '/oauth/token',
    (request, reply) => {
      const { grant_type, account_id } = { ...request.query, ...request.body }
      const [clientId, clientSecret] = basicOf(request.headers.authorization)
      const found = world.state.apps.find((one) => one.clientId === clientId)
      if (!found || found.clientSecret !== clientSecret)
        return refuse(reply, 401, 'invalid_client', 'Invalid client_id or client_secret')
      if (grant_type !== 'account_credentials')
        return refuse(reply, 400, 'unsupported_grant_type', 'unsupported grant type')
      if (account_id !== world.state.accountId) return refuse(reply, 400, 'invalid_request', 'Bad Request')
      if (!found.isActivated)
        return refuse(reply, 400, 'invalid_request', 'The app has been disabled by the account')
      const token = `eyJzdiI6IjAwMDAwMiIsImFsZyI6IkhTNTEyIn0.${world.newToken(64)}.${world.newToken(43)}`
      const { tokenSeconds, expiresIn } = world.behavior
      const now = world.now()
      world.state.tokens = world.state.tokens.filter(({ expiresAt }) => expiresAt > now)
      // Assumed: a new token does not end those before it.
      world.state.tokens.push({
        token,
        clientId: found.clientId,
        scopes: [...found.scopes],
        expiresAt: now + tokenSeconds * 1000,
      })
      world.save()
      return reply.header('cache-control', 'no-store').send({
        access_token: token,
        token_type: 'bearer',
        expires_in: tokenSeconds === 3600 ? expiresIn : tokenSeconds,
        scope: tokenScopes(world, found.scopes),
        api_url: world.publicUrl(),
      })
    },
  )
}

function refuse(reply: FastifyReply, status: number, error: string, reason: string): FastifyReply {
  return reply.status(status).send({ reason, error })
}

function basicOf(header: string | undefined): [string, string] {
  const [, encoded = ''] = /^Basic (.+)$/i.exec(header ?? '') ?? []
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return [id, secret.join(':')]
}
