import { beforeEach, describe, expect, it } from 'vitest'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import type { LiveMessage } from '../../../live/live.ts'
import { createHub, type Heard, type Listener } from './hub.ts'

const here = 'here' as PlatformId
const [lia, leo, ada] = ['lia', 'leo', 'ada'] as PersonId[] as [PersonId, PersonId, PersonId]
let clock = 1_000_000
let hub: ReturnType<typeof createHub>
beforeEach(() => {
  clock = 1_000_000
  hub = createHub(() => clock)
})

function join(personId: PersonId, rank: Listener['rank'], topics?: string[], ageMs?: number) {
  const heard: (Heard | 'gap')[] = []
  const leave = hub.join(
    here,
    {
      personId,
      rank,
      topics: topics && new Set(topics),
      hear: (message) => heard.push(message),
      gap: () => heard.push('gap'),
    },
    ageMs,
  )
  return { heard, leave, types: () => heard.map((one) => (one === 'gap' ? one : `${one.type} ${one.id}`)) }
}
const event: LiveMessage = { type: 'event', id: 'e1', within: ['s1', 'c1'] }
const enrollment: LiveMessage = { type: 'enrollment', id: 's1', within: ['c1'] }

describe('a message', () => {
  it.each<[LiveMessage, Listener['rank'], string[] | undefined, boolean]>([
    [event, 'learner', ['event/e1'], true],
    [event, 'learner', ['event/s1'], true],
    [event, 'learner', ['event/c1'], true],
    [event, 'learner', ['event/e2'], false],
    [event, 'learner', ['session/s1'], false],
    [event, 'learner', ['event'], false],
    [event, 'learner', undefined, false],
    [event, 'learner', [], false],
    [event, 'planner', ['event'], true],
    [event, 'planner', undefined, true],
    [event, 'planner', [], false],
    [enrollment, 'learner', ['enrollment/s1'], false],
    [enrollment, 'learner', ['enrollment'], false],
    [enrollment, 'planner', ['enrollment/s1'], true],
    [enrollment, 'planner', ['enrollment/c1'], true],
    [enrollment, 'planner', ['enrollment/s2'], false],
    [{ type: 'attendance', id: 'e1' }, 'learner', ['attendance/e1'], false],
    [{ type: 'attendance', id: 'e1' }, 'planner', ['attendance/e1'], true],
    [{ type: 'person', id: 'p1' }, 'learner', ['person/p1'], false],
    [{ type: 'webhook', id: 'w1' }, 'planner', ['webhook'], false],
    [{ type: 'webhook', id: 'w1' }, 'superadmin', ['webhook'], true],
    [{ type: 'api-key', id: 'k1' }, 'planner', undefined, false],
    [{ type: 'notification', id: 'settings' }, 'planner', undefined, false],
    [{ type: 'notification', id: 'settings' }, 'superadmin', ['notification'], true],
    [{ type: 'login', id: '' }, 'superadmin', ['login'], false],
    [{ type: 'course', id: 'c1' }, 'learner', ['course/c1'], true],
    [{ type: 'domain', id: 'x' }, 'planner', ['domain'], false],
  ])('%j to a %s who asked for %j: %s', (message, rank, topics, isHeard) => {
    const stream = join(lia, rank, topics)
    hub.tell(here, message)
    hub.tell('elsewhere' as PlatformId, message)
    expect(stream.heard).toHaveLength(isHeard ? 1 : 0)
  })

  it('about people is heard by all their browsers, whatever they show, and by nobody else', () => {
    const [one, other, stranger, admin] = [
      join(lia, 'learner', ['event/e1']),
      join(lia, 'learner', []),
      join(leo, 'learner', ['enrollment/s1']),
      join(ada, 'superadmin'),
    ]
    hub.tell(here, { ...enrollment, forPeople: [lia] })
    expect([one, other, stranger, admin].map(({ heard }) => heard.length)).toEqual([1, 1, 0, 0])
    expect(one.heard[0]).toEqual({ type: 'enrollment', id: 's1', mine: true })
  })

  it('about too many to name is about everybody', () => {
    const streams = [join(lia, 'learner', []), join(ada, 'superadmin')]
    hub.tell(here, { type: 'notification', id: '', forPeople: 'everybody' })
    expect(streams.map(({ heard }) => heard.length)).toEqual([1, 1])
  })

  it('tells a learner no more of what it touches than they asked for', () => {
    const [learner, planner] = [join(lia, 'learner', ['event/s1']), join(ada, 'planner', ['event/s1'])]
    hub.tell(here, event)
    expect(learner.heard).toEqual([{ type: 'event', id: 'e1', topics: ['event/s1'] }])
    expect(planner.heard).toMatchObject([{ topics: ['event', 'event/e1', 'event/s1', 'event/c1'] }])
  })

  it('is not heard any more by who left', () => {
    const stream = join(lia, 'learner', ['event/e1'])
    stream.leave()
    hub.tell(here, event)
    hub.tell(here, { ...enrollment, forPeople: [lia] })
    expect(stream.heard).toEqual([])
  })
})

describe('what came between reading and listening', () => {
  it('is told first, from the moment on at which the page began to read', () => {
    join(leo, 'learner', [])
    hub.tell(here, { ...event, id: 'old' })
    clock += 5_000
    hub.tell(here, { ...event, id: 'new' })
    hub.tell(here, { ...enrollment, forPeople: [leo] })
    clock += 3_000
    expect(join(lia, 'learner', ['event/s1'], 1_000).types()).toEqual([])
    // A request takes a moment: rather twice than not at all.
    expect(join(lia, 'learner', ['event/s1'], 2_500).types()).toEqual(['event new'])
    expect(join(lia, 'learner', ['event/s1'], 8_000).types()).toEqual(['event old', 'event new'])
    expect(join(lia, 'learner', ['event/s1'], 0).types()).toEqual([])
  })

  it('is a gap when it is longer ago than anybody remembers', () => {
    hub.tell(here, event)
    clock += 90_000
    hub.tell(here, event)
    expect(join(lia, 'learner', ['event/s1'], 70_000).types()).toEqual(['gap'])
    expect(join(lia, 'learner', ['event/s1'], 50_000).types()).toEqual(['event e1'])
  })

  it('is a gap before this node listened', () => {
    expect(join(lia, 'learner', ['event/s1'], 10).types()).toEqual(['gap'])
  })

  it('is a gap for everybody when the node itself missed something, and after that for who read before it', () => {
    const stream = join(lia, 'learner', [])
    hub.tell(here, event)
    clock += 1_000
    hub.gap()
    clock += 1_000
    expect(stream.types()).toEqual(['gap'])
    expect(join(leo, 'learner', ['event/s1'], 1_500).types()).toEqual(['gap'])
    expect(join(leo, 'learner', ['event/s1'], 500).types()).toEqual([])
  })

  it('is bounded, however much happens', () => {
    for (let count = 0; count < 6_000; count++) {
      clock += 1
      hub.tell(here, { ...event, id: `e${count}` })
    }
    expect(join(lia, 'learner', ['event/s1'], 5_990).types()).toEqual(['gap'])
    expect(join(lia, 'learner', ['event/s1'], 3_000).types().length).toBe(4_001)
  })
})
