import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Permission } from './permissions.ts'
import type { World } from './world.ts'

/** The v2 endpoint for tokens, of client credentials alone. */
export function oauthRoutes(server: FastifyInstance, world: World): void {
  server.post<{ Params: { tenant: string }; Body: Record<string, string> | undefined }>(
    '/:tenant/oauth2/v2.0/token',
    (request, reply) => {
      const { grant_type, client_id, client_secret, scope } = request.body ?? {}
      const { tenant } = request.params
      if (tenant !== world.state.tenantId)
        return refuse(reply, 400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`)
      if (grant_type !== 'client_credentials')
        return refuse(
          reply,
          400,
          'unsupported_grant_type',
          70003,
          'The app requested an unsupported grant type.',
        )
      const app = world.findApp(client_id)
      if (!app)
        return refuse(
          reply,
          400,
          'unauthorized_client',
          700016,
          `Application with identifier '${client_id}' was not found in the directory.`,
        )
      if (app.clientSecret !== client_secret)
        return refuse(
          reply,
          401,
          'invalid_client',
          7000215,
          'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
        )
      if (app.secretEndsAt !== undefined && app.secretEndsAt <= world.now())
        return refuse(reply, 401, 'invalid_client', 7000222, 'The provided client secret keys are expired.')
      if (!scope?.endsWith('/.default'))
        return refuse(
          reply,
          400,
          'invalid_scope',
          1002012,
          `The provided value for scope ${scope} is not valid.`,
        )
      const permissions = app.isConsented ? [...app.permissions] : []
      const token = tokenOf(world, app.clientId, permissions)
      const now = world.now()
      const { tokenSeconds } = world.behavior
      world.state.tokens = world.state.tokens.filter(({ expiresAt }) => expiresAt > now)
      world.state.tokens.push({
        ...{ token, clientId: app.clientId, permissions },
        expiresAt: now + tokenSeconds * 1000,
      })
      world.save()
      return reply.header('cache-control', 'no-store').send({
        token_type: 'Bearer',
        expires_in: tokenSeconds,
        ext_expires_in: tokenSeconds,
        access_token: token,
      })
    },
  )
}

/** A JWT to the eye: nobody but Microsoft checks its signature. */
function tokenOf(world: World, appid: string, roles: readonly Permission[]): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signature = world.newText(64)
  if (world.behavior.tokenForm === 'opaque') return `EwB4${signature}`
  const claims = {
    ...{ aud: 'https://graph.microsoft.com', appid, tid: world.state.tenantId, idtyp: 'app' },
    ...(roles.length > 0 ? { roles } : {}),
  }
  return `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}.${signature}`
}

/** Documented: a code in the words, and alone. */
function refuse(
  reply: FastifyReply,
  status: number,
  error: string,
  code: number,
  words: string,
): FastifyReply {
  return reply
    .status(status)
    .send({ error, error_description: `AADSTS${code}: ${words}`, error_codes: [code] })
}
