import { expect, it } from 'vitest'
import type { RoomSpec } from '../domain/room.ts'
import { type ContractService, TOMORROW } from './contract-service.ts'
import type { Connection, DirectoryUser } from './provider.ts'

/** Hosts who are chosen from a directory: found, told apart, and each with rooms of their own. */
export function describeHosts(started: () => ContractService): void {
  const spec: RoomSpec = { subject: 'Whose', description: '', timeZone: 'Europe/Rome', ...TOMORROW }

  /** Of a provider with a directory. */
  function parts() {
    const { provider, connection, directory } = started()
    expect(directory !== undefined).toBe(provider.hosts !== undefined)
    if (!provider.hosts || !directory || !connection.host) return undefined
    const account: Connection = { ...connection, host: undefined }
    return { provider, connection, account, hosts: provider.hosts, directory, host: connection.host }
  }

  it('lists who is active, page by page and each once, and finds them by parts of names and addresses', async () => {
    const found = parts()
    if (!found) return
    const { hosts, account, directory, host } = found
    const search = async (text: string) => {
      const users: DirectoryUser[] = []
      for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
        expect(pages).toBeLessThan(100)
        const page = await hosts.listUsers(account, { search: text, cursor }, {})
        users.push(...page.users)
        cursor = page.nextCursor
      }
      return users
    }
    const { nextCursor } = await hosts.listUsers(account, { search: '', cursor: undefined }, {})
    expect(nextCursor).toBeDefined()
    const all = await search('')
    const keys = all.map(({ userKey }) => userKey)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual(
      expect.arrayContaining([host.userKey, directory.other.userKey, directory.unlicensed]),
    )
    expect(keys).not.toContain(directory.left)
    expect(all.find(({ userKey }) => userKey === directory.unlicensed)?.licence).not.toBe('held')
    const own = all.find(({ userKey }) => userKey === host.userKey)
    for (const text of [own?.email.toUpperCase(), own?.email.slice(1, -1), own?.displayName.slice(0, 4)])
      expect((await search(text ?? '')).map(({ userKey }) => userKey)).toContain(host.userKey)
    expect(await search('nobody-has-this-name')).toEqual([])
  })

  it('knows one user by key and by address, with their licence; nobody, and who left, are nobody', async () => {
    const found = parts()
    if (!found) return
    const { hosts, account, directory, host } = found
    const one = await hosts.findUser(account, host.userKey, {})
    expect(one).toMatchObject({ userKey: host.userKey, licence: 'held', email: expect.stringContaining('@') })
    expect(await hosts.findUser(account, one?.email ?? '', {})).toEqual(one)
    expect(await hosts.findUser(account, directory.unlicensed, {})).toMatchObject({ licence: 'missing' })
    for (const nobody of [directory.left, 'nobody@x.example'])
      expect(await hosts.findUser(account, nobody, {})).toBeUndefined()
  })

  it('is in order as an account without a host', async () => {
    const found = parts()
    if (found) expect(await found.provider.checkAccount(found.account, {})).toEqual([])
  })

  it('keeps the rooms of two hosts apart, and gives one to the other where that can be done', async () => {
    const found = parts()
    if (found?.provider.rooms.life !== 'kept') return
    const { rooms } = found.provider
    const { connection, directory } = found
    const other: Connection = { ...connection, host: directory.other }
    const keysOf = async (one: Connection) => (await rooms.listRooms?.(one, {}))?.map(({ key }) => key)
    const { key } = await rooms.createRoom(connection, spec, 'h0st1x', {})
    if (rooms.listRooms) expect([await keysOf(connection), await keysOf(other)]).toEqual([[key], []])
    if (rooms.moveHost && (await rooms.moveHost(connection, key, directory.other, {}))) {
      if (rooms.listRooms) expect([await keysOf(connection), await keysOf(other)]).toEqual([[], [key]])
      // Once more: an answer may have been lost.
      expect(await rooms.moveHost(connection, key, directory.other, {})).toBe(true)
      expect(await rooms.differences(other, key, spec, 'h0st1x', {})).toEqual([])
    }
    await rooms.deleteRoom(connection, key, {})
    expect(started().roomKeys()).not.toContain(key)
  })
}
