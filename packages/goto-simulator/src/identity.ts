import type { FastifyInstance } from 'fastify'
import { callerOf, isOverRate } from './gate.ts'
import { plainInstant, sendJson } from './wire.ts'
import type { World } from './world.ts'

/** Who am I, in both dialects. */
export function identityRoutes(app: FastifyInstance, world: World): void {
  app.get('/identity/v1/Users/me', (request, reply) => {
    const caller = callerOf(world, request)
    if (!caller) {
      // Observed 2026-09: an empty body with a challenge.
      return reply
        .status(401)
        .header(
          'www-authenticate',
          'Bearer error="invalid_token", error_description="The token is not valid"',
        )
        .send()
    }
    if (isOverRate(world, reply, 'identity', caller)) return reply
    const { user } = caller
    return sendJson(reply, 200, {
      schemas: ['urn:scim:schemas:core:1.0', 'urn:scim:schemas:extension:getgo:1.0'],
      id: user.key,
      userName: user.email,
      name: { givenName: user.firstName, familyName: user.lastName },
      displayName: `${user.firstName} ${user.lastName}`.trim(),
      locale: 'en_US',
      timezone: 'Europe/Rome',
      emails: [{ value: user.email, primary: true }],
      'urn:scim:schemas:extension:getgo:1.0': {
        accounts: [{ value: user.accountKey, display: 'Simulated account', entitlements: ['acctadmin'] }],
      },
    })
  })

  app.get('/admin/rest/v1/me', (request, reply) => {
    const caller = callerOf(world, request)
    // Observed 2026-07-28: also for a token without the Admin scope.
    if (!caller?.scopes.includes('admin')) {
      return sendJson(reply, 401, { code: 'not.authenticated', message: 'Not authenticated' })
    }
    if (isOverRate(world, reply, 'admin', caller)) return reply
    const { user } = caller
    return sendJson(reply, 200, {
      key: user.key,
      accountKey: user.accountKey,
      email: user.email,
      firstName: user.firstName,
      lastName: user.lastName,
      locale: 'en_US',
      timeZone: 'Europe/Rome',
      createTime: plainInstant(user.createdAt),
    })
  })
}
