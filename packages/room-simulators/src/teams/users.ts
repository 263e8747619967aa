import type { User as GraphUser } from '@microsoft/microsoft-graph-types'
import type { FastifyInstance } from 'fastify'
import { serveRoute } from './gate.ts'
import type { User } from './model.ts'
import { pageOf, refuse } from './wire.ts'
import type { World } from './world.ts'

/** Who is in the tenant. */
export function userRoutes(server: FastifyInstance, world: World): void {
  const permission = 'User.Read.All'

  serveRoute(server, world, { method: 'GET', path: '/users', permission }, (request, reply) => {
    const { $filter } = request.query as { $filter?: string }
    if ($filter !== undefined && $filter !== 'accountEnabled eq true')
      return refuse(reply, 400, 'Request_UnsupportedQuery', `Unsupported filter: ${$filter}.`)
    const users = world.state.users.filter(({ isEnabled }) => $filter === undefined || isEnabled)
    return reply.send(pageOf(world, request, users.map(userView), 'users'))
  })

  serveRoute(server, world, { method: 'GET', path: '/users/:user', permission }, (request, reply) => {
    const { user: id } = request.params as { user: string }
    const user = world.findUser(id)
    if (user) return reply.send(userView(user))
    const words = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`
    return refuse(reply, 404, 'Request_ResourceNotFound', words)
  })
}

function userView({ id, displayName, mail, hasTeams, isEnabled }: User): GraphUser {
  return {
    ...{ id, displayName, mail, userPrincipalName: mail, accountEnabled: isEnabled },
    assignedPlans: ['exchange', ...(hasTeams ? ['TeamspaceAPI'] : [])].map((service) => ({
      service,
      capabilityStatus: 'Enabled',
    })),
  }
}
