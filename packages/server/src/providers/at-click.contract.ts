import { expect, it } from 'vitest'
import type { Telling } from '../domain/telling.ts'
import { type ContractService, INES, LEA, TOMORROW } from './contract-service.ts'
import { claimed, samples, seen } from './options.contract.ts'
import type { Connection, Participant, PlannedRoom } from './provider.ts'

/** What is made at the click: nothing is there before, whoever comes first makes it, and everybody gets into the same. */
export function describeAtClick(started: () => ContractService): void {
  const room = (key: string): PlannedRoom => ({
    key: `${key}0abcdefghijklmnopqrstuvw`,
    spec: {
      subject: 'Safety at work: Day 1 <&> 👩‍🏫',
      description: 'x',
      timeZone: 'Europe/Rome',
      ...TOMORROW,
    },
  })
  const joinLink = (planned: PlannedRoom, participant: Participant, call = {}) => {
    const { provider, connection } = started()
    if (provider.join.kind !== 'at-click') throw new Error('links are stored')
    return provider.join.joinLink(connection, planned, participant, call)
  }
  const lea: Participant = { ...INES, ...LEA, id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84ead' }

  it('gives each their own link, with our id where reports give it back; the same person again gets in, too', async () => {
    const { provider } = started()
    const [one, other] = [await joinLink(room('a'), lea), await joinLink(room('a'), INES)]
    for (const { url } of [one, other]) expect(url).toMatch(/^https?:/)
    const carriesId = provider.join.kind === 'at-click' && provider.join.carriesId
    expect(one.url !== other.url).toBe(carriesId)
    const { idIn = decodeURIComponent } = started()
    if (carriesId) expect(idIn(one.url)).toContain(lea.id)
    expect((await joinLink(room('a'), lea)).url).toMatch(/^https?:/)
    if (one.expiresAt) expect(one.expiresAt.getTime()).toBeGreaterThan(Date.parse('2026-11-24T08:00:00Z'))
  })

  it('is opened with the options that are ordered, and as the service has it where nothing is said', async () => {
    const { provider, options } = started()
    const able = provider.capabilities.options
    if (able.length === 0) return expect(options).toBeUndefined()
    const { on, off } = samples(options?.host)
    for (const [key, sample] of Object.entries({ o: on, p: off })) {
      const planned = room(key)
      const ordered = claimed(sample, able)
      await joinLink({ ...planned, spec: { ...planned.spec, options: ordered } }, lea)
      expect(await options?.of(planned.key)).toEqual(seen(ordered, 'id'))
    }
  })

  it('takes names of any script, and none at all', async () => {
    for (const name of ['安全 👩‍🏫', 'O’Neil & <Söhne>', 'x'.repeat(300), ''])
      expect((await joinLink(room('n'), { ...lea, firstName: name, lastName: '' })).url).toMatch(/^https?:/)
  })

  it('gives no link to who gave up waiting', async () => {
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(joinLink(room('s'), lea, { signal })).rejects.toThrow('stopped')
  })

  it('opens for an instructor, whether or not somebody is there, and ends without complaint, once or twice', async () => {
    const { provider, connection, roomKeys } = started()
    if (!provider.start) return expect(provider.capabilities.start).toBe('none')
    const [{ key }, instructor] = [room('b'), { ...INES, userKey: undefined }]
    const links = await provider.start.startLinks(connection, room('b'), instructor, {})
    expect(links.url).toMatch(/^https?:/)
    expect((await provider.start.startLinks(connection, room('b'), instructor, {})).url).toMatch(/^https?:/)
    const learners = await joinLink(room('b'), lea)
    for (const { url } of [learners, links]) await started().enter?.(url)
    expect(roomKeys().filter((one) => one === key)).toHaveLength(1)
    if (provider.rooms.life !== 'at-click' || !provider.rooms.endRoom) return
    await provider.rooms.endRoom(connection, key, {})
    await provider.rooms.endRoom(connection, key, {})
    expect(roomKeys()).not.toContain(key)
    if (provider.running) expect(await provider.running.isRunning(connection, key, {})).toBe(false)
  })

  it.each(['cut-after', 'error-500'] as const)(
    'makes one room, also when the first click ends with %s',
    async (failure) => {
      const { provider, roomKeys, fail } = started()
      if (!provider.start) return expect(provider.capabilities.start).toBe('none')
      const planned = room(failure === 'cut-after' ? 'c' : 'd')
      fail('join', failure)
      await joinLink(planned, lea).catch(() => {})
      const { url } = await joinLink(planned, lea)
      await started().enter?.(url)
      expect(roomKeys().filter((key) => key === planned.key)).toHaveLength(1)
    },
  )

  it('says whose key is refused, in a check as well as in a click', async () => {
    const { provider, connection } = started()
    if (!provider.start) return expect(provider.capabilities.start).toBe('none')
    const wrong: Connection = { ...connection, secret: () => 'wrong' }
    const [finding, ...others] = await provider.checkAccount(wrong, {})
    expect(others).toEqual([])
    // Whether it can be read is seen here, whether it fits by the service alone.
    expect(finding).toMatch(/^account-key-(refused|unreadable)$/)
    const starting = provider.start.startLinks(wrong, room('w'), { ...INES, userKey: undefined }, {})
    await starting.then(
      // A link that we sign ourselves is refused where it leads.
      ({ url }) => expect(url).toMatch(/^https?:/),
      (error) => expect(error).toMatchObject({ kind: 'unauthorized', outcomeUnknown: false }),
    )
  })

  it('reports who was there by our id', async () => {
    const { provider, connection, play, told } = started()
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    const { key } = room('r')
    const run = { from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:30:00Z' }
    play(key, [{ ...LEA, externalId: lea.id }], run)
    const tellings = started().tellings?.(key)
    if (tellings) return expectStay(tellings, lea.id, run)
    const span = { from: new Date(run.from), to: new Date('2026-11-24T07:00:00Z') }
    const { readReports, readTold } = provider.attendance
    const pages = []
    for await (const page of readReports(connection, key, span, {})) pages.push(page)
    if (readTold) pages.push(...[await readTold(told?.(key) ?? '', {})].filter((page) => page !== undefined))
    expect(pages.flatMap(({ stays }) => stays)).toMatchObject([{ externalId: lea.id, isHost: false }])
  })
}

/** Whatever comes of it in which order: put together, one stay is told from its beginning to its end. */
function expectStay(
  tellings: readonly Telling[],
  externalId: string,
  run: { from: string; to: string },
): void {
  const stays = tellings.flatMap((one) => (one.about === 'presence' ? [one.stay] : []))
  expect(new Set(stays.map(({ key }) => key)).size).toBe(1)
  expect(new Set(stays.map((stay) => stay.externalId))).toEqual(new Set([externalId]))
  const told = (ends: 'joinedAt' | 'leftAt') => new Set(stays.flatMap((stay) => stay[ends]?.getTime() ?? []))
  expect(told('joinedAt')).toEqual(new Set([Date.parse(run.from)]))
  expect(told('leftAt')).toEqual(new Set([Date.parse(run.to)]))
}
