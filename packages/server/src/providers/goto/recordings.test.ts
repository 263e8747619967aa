import type { PlayedRun } from '@lectern/goto-simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keptRoomsOf } from '../../../test/kept-rooms.ts'
import { present } from '../../../test/present.ts'
import { startGoto, TEST_NOW, type TestGoto } from '../../../test/test-goto.ts'
import type { RecordingsPart } from '../provider.ts'

const MINUTE = 60_000
const at = (minutes: number) => new Date(TEST_NOW + minutes * MINUTE).toISOString()
/** The run is over for an hour. */
const RUN = { startedAt: at(-120), endedAt: at(-60) }
const span = { from: new Date(RUN.startedAt), to: new Date(RUN.endedAt) }
const spec = {
  ...{ subject: 'Ladders', description: '', startsAt: at(60), endsAt: at(120), timeZone: 'Europe/Rome' },
}

describe.each(['meeting', 'webinar', 'training'] as const)('recordings of a %s', (product) => {
  let goto: TestGoto
  beforeAll(async () => {
    goto = await startGoto({ recordingLinkSeconds: 600, refuseOrganizerOverlap: false })
  })
  afterAll(() => goto.close())

  const provider = () => present(goto.app.sessionTypes.get(product))
  const part = (): RecordingsPart => present(provider().recordings)

  async function play(recording: NonNullable<PlayedRun['recording']>) {
    const room = await keptRoomsOf(provider()).createRoom(
      goto.connection,
      spec,
      `m${Math.random().toString(36).slice(2, 8)}`,
      {},
    )
    const run = goto.simulator.playRun({ product, key: room.key, ...RUN, participants: [], recording })
    const all = async () => {
      const found = []
      for await (const page of part().listRecordings(goto.connection, room.key, span, {})) found.push(...page)
      return found
    }
    const fileOf = (key: string, kind: 'film' | 'transcript' = 'film') =>
      part().fileOf(goto.connection, room.key, { key, span }, kind, {})
    return { run, all, fileOf }
  }

  it('are none where nothing was recorded, none comes, or it is not out yet', async () => {
    for (const recording of [false, { outAt: 'never' }, { outAt: at(1) }] as const)
      expect(await (await play(recording)).all()).toEqual([])
  })

  it('are found late, and grow where the product tells their size', async () => {
    const { all } = await play({ outAt: at(-1), bytes: 5000, grows: [{ until: at(1), bytes: 1000 }] })
    expect(await all()).toMatchObject([
      { hasFile: true, sizeBytes: product === 'meeting' ? 1000 : undefined },
    ])
  })

  it('have a film, in parts as they are asked for', async () => {
    const { all, fileOf } = await play({ outAt: at(-1), bytes: 5000 })
    const [recording] = await all()
    const { url, headers } = await fileOf(present(recording).key)
    const answer = await fetch(url, { headers: { ...headers, range: 'bytes=10-19' } })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 10-19/5000'])
    expect((await answer.arrayBuffer()).byteLength).toBe(10)
    expect((await fetch(url, { headers: { range: 'bytes=6000-' } })).status).toBe(416)
  })

  it.each([
    ['scope', 'account-scope-missing'],
    ['licence', 'account-licence-missing'],
    ['policy', 'account-forbidden'],
  ] as const)('that are withheld for a %s say why', async (reason, finding) => {
    const { all } = await play({ outAt: at(-1) })
    goto.simulator.withholdRecordings(reason)
    await expect(all()).rejects.toMatchObject({ name: 'WithheldError', finding })
    goto.simulator.withholdRecordings(undefined)
    expect(await all()).toHaveLength(1)
  })

  it('that somebody deleted at GoTo are not there any more, and have no file', async () => {
    const { run, all, fileOf } = await play({ outAt: at(-1) })
    const [recording] = await all()
    goto.simulator.removeRecording(run.key)
    expect(await all()).toEqual([])
    await expect(fileOf(present(recording).key)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('have links that run out, and fresh ones', async () => {
    const { all, fileOf } = await play({ outAt: at(-1) })
    const [recording] = await all()
    const old = await fileOf(present(recording).key)
    goto.simulator.advance(11 * MINUTE)
    expect((await fetch(old.url)).status).toBe(403)
    expect((await fetch((await fileOf(present(recording).key)).url)).status).toBe(200)
  })
})
