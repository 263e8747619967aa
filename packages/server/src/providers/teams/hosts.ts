import type { TeamsUser } from '@lectern/teams-client'
import type { DirectoryUser, HostsPart } from '../provider.ts'
import { isGone } from '../service-errors.ts'
import { policyMissing } from './check.ts'
import { type Connect, options } from './connect.ts'
import { translated } from './errors.ts'

/** The tenant's users. Graph finds beginnings of words alone, so that its pages are looked through here. */
export function teamsHosts(connect: Connect): HostsPart {
  return {
    listUsers: (connection, { search, cursor }, call) =>
      translated(async () => {
        const { users, next } = await connect(connection, call).users(cursor, options(call))
        const wanted = search.toLowerCase()
        const found = users.filter(
          ({ isActive, name, email }) => isActive && `${name}\n${email}`.toLowerCase().includes(wanted),
        )
        return { users: found.map(toUser), nextCursor: next }
      }),
    findUser: (connection, key, call) =>
      translated(async () => {
        try {
          const user = await connect(connection, call).user(key, options(call))
          return user.isActive ? toUser(user) : undefined
        } catch (error) {
          if (isGone(error)) return undefined
          throw error
        }
      }),
    checkHost: (connection, { userKey, email }, call) =>
      translated(() => policyMissing(connect(connection, call), { id: userKey, email }, call)),
  }
}

function toUser({ id, email, name, hasTeams }: TeamsUser): DirectoryUser {
  return {
    ...{ userKey: id, accountKey: undefined, email, displayName: name },
    licence: hasTeams ? 'held' : 'missing',
  }
}
