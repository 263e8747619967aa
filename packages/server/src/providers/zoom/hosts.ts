import { type RoomKind, type Zoom, ZoomError, type ZoomUser } from '@lectern/zoom-client'
import type { DirectoryUser, HostLicence, HostsPart } from '../provider.ts'
import { type Connect, options } from './connect.ts'
import { isGone, translated } from './errors.ts'

/** Shown at a time. */
const PAGE_SIZE = 50
/** Read at a time where a name is looked for: Zoom has no search. */
const SEARCH_PAGE_SIZE = 300
/** Pages read for one answer; the next one goes on. */
const SEARCH_PAGES = 5

/** Zoom's users. A list tells who is licensed, and nothing of the add-on for webinars: that stands in each user's settings. */
export function zoomHosts(kind: RoomKind, connect: Connect): HostsPart {
  const listed = (user: ZoomUser): DirectoryUser =>
    toUser(user, !user.isLicensed ? 'missing' : kind === 'meeting' ? 'held' : 'unknown')

  return {
    listUsers: (connection, { search, cursor }, call) =>
      translated(async () => {
        const zoom = connect(connection, call)
        if (search === '') {
          const { rows, next } = await zoom.usersPage({ token: cursor, size: PAGE_SIZE }, options(call))
          return { users: rows.map(listed), nextCursor: next || undefined }
        }
        // A whole address is asked for: nobody pages through ten thousand users for one.
        if (cursor === undefined && /^[^@\s]+@[^@\s]+$/.test(search)) {
          const user = await findActive(zoom, search)
          if (user) return { users: [listed(user)], nextCursor: undefined }
        }
        const wanted = search.toLowerCase()
        const users: DirectoryUser[] = []
        let token = cursor
        for (let page = 0; page < SEARCH_PAGES; page++) {
          const { rows, next } = await zoom.usersPage({ token, size: SEARCH_PAGE_SIZE }, options(call))
          users.push(...rows.filter((user) => isLike(user, wanted)).map(listed))
          token = next || undefined
          if (token === undefined || users.length >= PAGE_SIZE) break
        }
        return { users, nextCursor: token }
      }),

    findUser: (connection, userKey, call) =>
      translated(async () => {
        const zoom = connect(connection, call)
        const user = await findActive(zoom, userKey)
        return user && toUser(user, await licenceOf(zoom, kind, user))
      }),
  }
}

async function findActive(zoom: Zoom, userKey: string): Promise<ZoomUser | undefined> {
  try {
    const user = await zoom.user(userKey)
    return user.isActive ? user : undefined
  } catch (error) {
    // Documented: 1001 and 1120 for nobody. A text that Zoom takes for no address is nobody, too.
    if (isGone(error) || (error instanceof ZoomError && error.kind === 'rejected')) return undefined
    throw error
  }
}

/** Whether a user can host rooms of a session type. */
async function licenceOf(zoom: Zoom, kind: RoomKind, user: ZoomUser): Promise<HostLicence> {
  if (!user.isLicensed) return 'missing'
  return kind === 'meeting' || (await zoom.userSettings(user.id)).hasWebinars ? 'held' : 'missing'
}

function isLike({ name, email }: ZoomUser, wanted: string): boolean {
  return name.toLowerCase().includes(wanted) || email.toLowerCase().includes(wanted)
}

function toUser({ id, email, name }: ZoomUser, licence: HostLicence): DirectoryUser {
  return { userKey: id, accountKey: undefined, email, displayName: name, licence }
}
