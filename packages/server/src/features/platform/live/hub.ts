import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import type { LiveMessage } from '../../../live/live.ts'

/** A page asks for what it may have missed between reading and listening. */
const REMEMBERED_MS = 60_000
const REMEMBERED = 5_000
/** What a request takes on its way to us: rather told twice than not at all. */
const SLACK_MS = 1_000

/** What a stream is told. */
export interface Heard {
  readonly type: LiveMessage['type']
  readonly id: string
  /** What it touches; for learners those of it that they asked for. */
  readonly topics?: readonly string[]
  /** It is about the person whose stream it is. */
  readonly mine?: true
}

/** One open stream. */
export interface Listener {
  readonly personId: PersonId
  readonly rank: 'learner' | 'planner' | 'superadmin'
  /** What the page shows; undefined = everything that the person may hear. */
  readonly topics: ReadonlySet<string> | undefined
  hear(message: Heard): void
  /** Something may have been missed: everything shown should be read again. */
  gap(): void
}

/** Who may hear of what; `named` = only the people whom the message names. Learners hear nothing of others' places. */
const audiences: Record<LiveMessage['type'], 'everybody' | 'planners' | 'superadmins' | 'named'> = {
  event: 'everybody',
  platform: 'everybody',
  session: 'everybody',
  course: 'everybody',
  'session-field': 'planners',
  enrollment: 'planners',
  attendance: 'planners',
  person: 'planners',
  group: 'planners',
  account: 'planners',
  app: 'planners',
  move: 'planners',
  plan: 'planners',
  domain: 'superadmins',
  import: 'superadmins',
  notification: 'superadmins',
  'api-key': 'superadmins',
  directory: 'superadmins',
  lms: 'superadmins',
  webhook: 'superadmins',
  login: 'named',
}

/** The streams of one platform on this node. */
interface Room {
  readonly byTopic: Map<string, Set<Listener>>
  readonly byPerson: Map<PersonId, Set<Listener>>
  readonly hearsAll: Set<Listener>
  /** Oldest first. */
  readonly remembered: { readonly at: number; readonly message: LiveMessage }[]
  /** Nothing was missed since then. */
  completeSince: number
}

/**
 * Brings messages to the streams that show what they are about. The work for a message grows with who hears it, not
 * with how many streams are open.
 */
export function createHub(now: () => number) {
  const rooms = new Map<PlatformId, Room>()

  function roomOf(platformId: PlatformId): Room {
    const known = rooms.get(platformId)
    if (known) return known
    const room: Room = {
      byTopic: new Map(),
      byPerson: new Map(),
      hearsAll: new Set(),
      remembered: [],
      completeSince: now(),
    }
    rooms.set(platformId, room)
    return room
  }

  return {
    /** Tells a message to whom it concerns, and remembers it for a while. */
    tell(platformId: PlatformId, message: LiveMessage): void {
      const room = roomOf(platformId)
      remember(room, message, now())
      for (const listener of concerned(room, message)) tellOne(listener, message)
    },

    /** Something may have been missed, by everybody. */
    gap(): void {
      for (const room of rooms.values()) {
        room.remembered.length = 0
        room.completeSince = now()
        for (const listener of everybodyIn(room)) listener.gap()
      }
    },

    /**
     * @param ageMs how long ago the page began to read what it shows: what came since is told first
     * @returns leaves
     */
    join(platformId: PlatformId, listener: Listener, ageMs = 0): () => void {
      const room = roomOf(platformId)
      const since = now() - ageMs
      if (ageMs > 0 && since < Math.max(room.completeSince, now() - REMEMBERED_MS)) listener.gap()
      else if (ageMs > 0) {
        for (const { at, message } of room.remembered) if (at >= since - SLACK_MS) tellOne(listener, message)
      }
      const sets = [
        setIn(room.byPerson, listener.personId),
        ...(listener.topics
          ? [...listener.topics].map((topic) => setIn(room.byTopic, topic))
          : [room.hearsAll]),
      ]
      for (const set of sets) set.add(listener)
      return () => {
        for (const set of sets) set.delete(listener)
        for (const topic of listener.topics ?? []) dropEmpty(room.byTopic, topic)
        dropEmpty(room.byPerson, listener.personId)
      }
    },
  }
}

/** What a message is about, from everything of its kind to the one thing: `event`, `event/…`. */
export function topicsOf({ type, id, within = [] }: LiveMessage): string[] {
  return [type, ...[id, ...within].filter(Boolean).map((one) => `${type}/${one}`)]
}

function tellOne(listener: Listener, message: LiveMessage): void {
  const { type, id, forPeople } = message
  if (forPeople) {
    if (forPeople === 'everybody' || forPeople.includes(listener.personId)) {
      listener.hear({ type, id, mine: true })
    }
    return
  }
  if (!mayHear(listener, type)) return
  const topics = topicsOf(message)
  if (!listener.topics) {
    listener.hear({ type, id, topics })
    return
  }
  const isLearner = listener.rank === 'learner'
  const asked = topics.filter((topic) => listener.topics?.has(topic) && (topic.includes('/') || !isLearner))
  // Who hears whole kinds may know what a thing belongs to; learners hear of what they asked for.
  if (asked.length > 0) listener.hear({ type, id, topics: isLearner ? asked : topics })
}

function mayHear({ rank, topics }: Listener, type: LiveMessage['type']): boolean {
  switch (audiences[type]) {
    case 'everybody':
      return rank !== 'learner' || topics !== undefined
    case 'planners':
      return rank !== 'learner'
    case 'superadmins':
      return rank === 'superadmin'
    case 'named':
      return false
  }
}

function concerned(room: Room, message: LiveMessage): ReadonlySet<Listener> {
  const { forPeople } = message
  if (forPeople === 'everybody') return everybodyIn(room)
  const found = forPeople
    ? forPeople.map((personId) => room.byPerson.get(personId))
    : [room.hearsAll, ...topicsOf(message).map((topic) => room.byTopic.get(topic))]
  return new Set(found.flatMap((set) => [...(set ?? [])]))
}

function everybodyIn(room: Room): ReadonlySet<Listener> {
  return new Set([...room.byPerson.values()].flatMap((set) => [...set]))
}

function remember(room: Room, message: LiveMessage, at: number): void {
  const { remembered } = room
  remembered.push({ at, message })
  let old = 0
  while ((remembered[old]?.at ?? at) < at - REMEMBERED_MS) old++
  const most = Math.max(old, remembered.length - REMEMBERED)
  const last = remembered[most - 1]
  if (!last) return
  room.completeSince = Math.max(room.completeSince, last.at + 1)
  remembered.splice(0, most)
}

function setIn<Key>(sets: Map<Key, Set<Listener>>, key: Key): Set<Listener> {
  const known = sets.get(key)
  if (known) return known
  const made = new Set<Listener>()
  sets.set(key, made)
  return made
}

function dropEmpty<Key>(sets: Map<Key, Set<Listener>>, key: Key): void {
  if (sets.get(key)?.size === 0) sets.delete(key)
}
