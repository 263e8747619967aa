import type { QueryKey } from '@tanstack/react-query'

/**
 * What a query wants to be told of. `event/{id}` = events that have this id or belong to it; `event` = all of them,
 * which only people who plan hear; `me/enrollment` = what is about oneself, which needs no asking.
 */
export type Topic = string

/** More than this are asked for as a whole kind. */
const MAX_TOPICS = 80
/** People who only learn hear of no whole kind: the first ones of each stay. */
const MIN_OF_KIND = 12

type Data = unknown
type TopicsOf = (rest: QueryKey, data: Data) => readonly Topic[]

/**
 * By the first part of the key. Queries with a key that is not here are not told of anything: they are read when they
 * are shown, or again and again.
 */
const topicsByKey: Record<string, TopicsOf> = {
  events: ([id, ...rest], data) => {
    switch (id) {
      case 'of-session':
        return [`event/${rest[0]}`, `session/${rest[0]}`]
      case 'calendar':
        return [...placesIn(data), ...(isOwnCalendar(rest[0]) ? [] : ['event', 'session']), 'me/enrollment']
      case 'zone-changes':
        return ['event']
      default:
        return [`event/${id}`, ...placesIn(data), 'me/enrollment']
    }
  },
  // Whoever plans hears of everything; learners of what is theirs.
  home: (_, data) => [
    ...placesInHome(data),
    ...(isPlanning(data)
      ? ['event', 'session', 'course', 'enrollment', 'attendance', 'account', 'app', 'domain']
      : []),
    ...(isSuperadmins(data) ? ['person'] : []),
    'me/enrollment',
    'me/attendance',
  ],
  sessions: ([id, part], data) => {
    if (id === 'of-course') return of(part, 'session', 'course', 'enrollment', 'event')
    if (id === 'own-places') return [...of(part, 'session', 'course'), 'me/enrollment']
    if (id === 'for-samples') return []
    if (part === 'own-place') return [`session/${id}`, 'me/enrollment']
    return [...of(id, 'session', 'enrollment', 'event'), ...placesIn(data), 'me/enrollment']
  },
  courses: ([id], data) => {
    switch (id) {
      case 'list':
      case 'catalogue':
        return ['course', 'session', ...idsIn(data).map((one) => `course/${one}`), 'me/enrollment']
      case 'categories':
        return ['course']
      case 'choices':
      case 'for-samples':
        return []
      default:
        return [...of(id, 'course', 'session'), 'me/enrollment']
    }
  },
  enrollments: ([id, part], data) => {
    if (id === 'own') return [...placesIn(data), 'me/enrollment']
    return part === 'lifecycle' ? of(id, 'enrollment', 'session', 'event') : of(id, 'enrollment', 'session')
  },
  decisions: ([id]) => of(id, 'session', 'enrollment'),
  attendance: ([part, id], data) => {
    if (part === 'own') return ['me/attendance']
    if (part === 'of-session') return of(id, 'attendance', 'enrollment', 'event')
    if (part === 'changes' || part === 'verdicts') return [`attendance/${id}`]
    return [...of(id, 'attendance', 'event'), ...sessionsIn(data).map((one) => `enrollment/${one}`)]
  },
  certificates: ([part, id]) => {
    if (part === 'own') return ['me/attendance']
    return part === 'of-session' ? of(id, 'attendance') : []
  },
  completions: ([part, id]) => {
    if (part === 'own') return [...of(id, 'session', 'event'), 'me/enrollment', 'me/attendance']
    if (part === 'rule') return [`course/${id}`]
    if (part === 'expiring') return ['attendance']
    return of(id, 'attendance', 'enrollment', 'event')
  },
  teaching: () => ['event'],
  capacity: () => ['event', 'account'],
  migration: () => ['event', 'move'],
  moves: () => ['move'],
  accounts: () => ['account', 'move'],
  'conferencing-tools': () => ['account', 'app'],
  apps: () => ['app'],
  people: ([id]) => [typeof id === 'string' && isId(id) ? `person/${id}` : 'person'],
  groups: () => ['group'],
  domains: () => ['domain'],
  plans: ([id]) => [id ? `plan/${id}` : 'plan'],
  platform: () => ['me/platform'],
  'platform-settings': () => ['me/platform'],
  'attendance-rules': () => ['attendance'],
  // Of one thing what happens to it is heard; lists are read again and again.
  area: ([part, id]) =>
    part === 'session' ? of(id, 'session', 'event') : part === 'course' ? of(id, 'course') : [],
  'given-area': ([id]) => (isId(String(id)) ? [`person/${id}`] : []),
  team: () => ['me/notification'], // that somebody asks is told
  'session-fields': () => ['session-field'],
  notifications: ([part]) =>
    part === 'settings' || part === 'template' ? ['notification'] : ['me/notification'],
  erasures: ([part]) => (part === 'preview' ? [] : ['person']),
  'api-keys': () => ['api-key'],
  directories: () => ['directory'],
  lms: () => ['lms'],
  webhooks: () => ['webhook'],
  'webhook-deliveries': () => ['webhook'],
}

/** Keys whose queries nobody is told about; a test holds them against the sources. */
export const quietKeys = [
  'account-check',
  'agenda',
  'audit',
  'examination',
  'calendar-feed',
  'certificate-template',
  'door', // others at the door mark every second: it is read again and again
  'ended',
  'evaluations',
  'evidence-profiles',
  'identity-providers',
  'lms-invitation',
  'saml-providers',
  'login',
  'mails',
  'own-erasure',
  'password-link',
  'previews',
  'record-store',
  'reports',
  'retention',
  'search',
  'security',
  'unknown-rooms',
]
export const liveKeys = Object.keys(topicsByKey)

/** @param data what the query has read so far: lists are told of what they show */
export function topicsOf([first, ...rest]: QueryKey, data: unknown): readonly Topic[] {
  const topics = topicsByKey[String(first)]?.(rest, data) ?? []
  // A filter that is not set has a query that waits for its id.
  return topics.filter((topic) => !topic.endsWith('/') && !topic.endsWith('/undefined'))
}

/** What a stream asks for: every topic once; where a kind has too many, some of them and the whole kind. */
export function toAskedFor(topics: Iterable<Topic>): Topic[] {
  const asked = new Set([...topics].filter((topic) => !topic.startsWith('me/')))
  while (asked.size > MAX_TOPICS) {
    const byKind = Map.groupBy([...asked].filter(isOfOne), kindOf)
    const [largest] = [...byKind].sort(([, one], [, other]) => other.length - one.length)
    if (!largest || largest[1].length <= MIN_OF_KIND) break
    for (const topic of largest[1].slice(MIN_OF_KIND)) asked.delete(topic)
    asked.add(largest[0])
  }
  return [...asked].sort()
}

/** Whether a stream that asked for some topics hears all that a query wants; what is about oneself comes unasked. */
export function isCovered(wanted: readonly Topic[], asked: ReadonlySet<Topic>): boolean {
  return wanted.every((topic) => topic.startsWith('me/') || asked.has(topic) || asked.has(kindOf(topic)))
}

interface Told {
  readonly type: string
  readonly topics?: readonly Topic[]
  readonly mine?: boolean
}

/** Whether a message says that what a query has read is not so any more. */
export function isTouched(wanted: readonly Topic[], { type, topics = [], mine = false }: Told): boolean {
  if (mine) return wanted.includes(`me/${type}`)
  return wanted.some((topic) => topics.includes(topic))
}

const isOfOne = (topic: Topic) => topic.includes('/')
const kindOf = (topic: Topic) => topic.slice(0, topic.indexOf('/'))
const isId = (text: string) => /^[0-9a-f]{8}-/.test(text)
const of = (id: unknown, ...kinds: string[]) => kinds.map((kind) => `${kind}/${id}`)
const isOwnCalendar = (query: unknown) =>
  typeof query === 'object' && query !== null && 'scope' in query && query.scope === 'mine'

interface Shown {
  readonly id?: string
  readonly sessionId?: string
  readonly courseId?: string
}

/** The things that a page of an answer, all its pages, or the one thing are made of. */
function shownIn(data: unknown): readonly Shown[] {
  if (typeof data !== 'object' || data === null) return []
  if ('pages' in data && Array.isArray(data.pages)) return data.pages.flatMap(shownIn)
  if ('items' in data && Array.isArray(data.items)) return data.items
  return [data]
}

const unique = (ids: (string | undefined)[]) => [...new Set(ids)].filter((id) => id !== undefined)
const idsIn = (data: unknown) => unique(shownIn(data).map(({ id }) => id))
const sessionsIn = (data: unknown) => unique(shownIn(data).map(({ sessionId }) => sessionId))
const coursesIn = (data: unknown) => unique(shownIn(data).map(({ courseId }) => courseId))

/** The sessions and courses that what is shown belongs to: what happens to them happens to it. */
function placesIn(data: unknown): Topic[] {
  return [
    ...sessionsIn(data).flatMap((id) => of(id, 'event', 'session')),
    ...coursesIn(data).map((id) => `course/${id}`),
  ]
}

/** The home of a learner shows their events and what they wait for. */
function placesInHome(data: unknown): Topic[] {
  if (typeof data !== 'object' || data === null || !('learning' in data)) return []
  const { learning } = data
  if (typeof learning !== 'object' || learning === null) return []
  const { events, places } = learning as { events?: unknown; places?: unknown } // as the server answers it
  return [...new Set([...placesIn({ items: events }), ...placesIn({ items: places })])]
}

/** What is asked of the platform, such as to erase somebody's data, superadmins alone see. */
const isSuperadmins = (data: unknown) =>
  isPlanning(data) && Boolean((data as { planning: { platform?: unknown } }).planning.platform)
const isPlanning = (data: unknown) =>
  typeof data === 'object' && data !== null && 'planning' in data && data.planning !== null
