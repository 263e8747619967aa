/**
 * Checks which way imports point. The table below is the whole law; a file that breaks one of its rules
 * is printed with what to do. `npm run check:deps`.
 */
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  arrowsOf,
  circlesBetween,
  folderOf,
  GROUPS,
  groupOf,
  importsOf,
  isTest,
  readSources,
} from './house.js'
import { PAPER, withDrawing } from './picture.js'

const SERVER = 'packages/server/src'
const VENDORS = ['bigbluebutton', 'goto', 'fake', 'jitsi', 'teams', 'zoom']

/**
 * One arrow. Paths are relative to the repository; a package is its bare name (`pg`, `node:fs`).
 * @typedef {object} Rule
 * @property {string} name
 * @property {RegExp} from the files it is about
 * @property {RegExp} [never] what they must not import
 * @property {RegExp} [only] what they may import, and nothing else
 * @property {(from: string, to: string) => boolean} [when] narrows the rule
 * @property {string} mend what to do
 */

/** @type {Rule[]} */
export const rules = [
  {
    name: 'the domain is pure',
    from: new RegExp(`^${SERVER}/domain/`),
    only: new RegExp(
      `^(${SERVER}/domain/|node:util$|node:url$|@lectern/brand$|@lectern/texts(/server)?$|temporal-polyfill$|email-addresses$|countries-and-timezones$)`,
    ),
    mend: 'pass in what it needs as an argument, or move the code out of domain/',
  },
  {
    name: 'stores know only the database',
    from: new RegExp(`^${SERVER}/.*\\.store\\.ts$`),
    never: new RegExp(`^${SERVER}/(http|jobs|providers|live)/|^${SERVER}/.*\\.(service|routes|work)\\.ts$`),
    mend: 'let the service call the store, and pass plain values in',
  },
  {
    name: 'services know no routes, and of http only who asks and what they may',
    from: new RegExp(`^${SERVER}/.*\\.service\\.ts$`),
    never: new RegExp(`^${SERVER}/(.*\\.routes\\.ts$|http/(?!(actor|paging|etag)\\.ts$))`),
    mend: 'let the route read the request and pass plain values in',
  },
  {
    name: 'only the composition names a vendor',
    from: new RegExp(`^${SERVER}/(features|http|jobs|db|live|domain)/`),
    never: new RegExp(
      `^${SERVER}/providers/(${VENDORS.join('|')})/|^@lectern/(bigbluebutton|goto|teams|zoom)-client`,
    ),
    mend: 'ask the contract in providers/provider.ts; what only one vendor can is a capability',
  },
  {
    name: 'routes call services',
    from: new RegExp(`^${SERVER}/.*\\.routes\\.ts$`),
    never: new RegExp(`^${SERVER}/.*\\.store\\.ts$`),
    mend: 'call the feature’s service, and let that call the store',
  },
  {
    name: 'only the worker collects what features do in the background',
    from: new RegExp(`^${SERVER}/(?!worker\\.ts$)`),
    never: new RegExp(`^${SERVER}/features/.*\\.work\\.ts$`),
    mend: 'import the service; a kind of job that others send stands in a <noun>.job.ts',
  },
  {
    name: 'who is wired knows nobody who wires',
    from: new RegExp(
      `^${SERVER}/(features|access|db|domain|http|jobs|live|messages|outside|providers|secrets)/`,
    ),
    never: new RegExp(`^${SERVER}/(app|main|openapi|reactions|worker)\\.ts$`),
    mend: 'say a fact, or take what it needs from Ctx',
  },
  {
    name: 'features meet at their services',
    from: new RegExp(`^${SERVER}/features/`),
    never: new RegExp(`^${SERVER}/features/.*\\.(store|routes)\\.ts$`),
    when: (from, to) => folderOf(from) !== folderOf(to),
    mend: 'call the other feature’s service',
  },
  {
    name: 'adapters know the domain and their vendor',
    from: new RegExp(`^${SERVER}/providers/`),
    never: new RegExp(`^${SERVER}/(features|db|http|jobs|live|secrets)/`),
    mend: 'let the caller pass in what the adapter needs',
  },
  {
    name: 'an adapter knows no other vendor',
    from: new RegExp(`^${SERVER}/providers/[^/]+/`),
    never: new RegExp(`^${SERVER}/providers/[^/]+/`),
    when: (from, to) => posix.dirname(from) !== posix.dirname(to),
    mend: 'move what both need to providers/provider.ts',
  },
  {
    // What checks an evidence pack runs where its reader is: the file goes nowhere.
    name: 'the web app talks through the API',
    from: /^packages\/web\//,
    never: /^@lectern\/(?!(api-client|brand|evidence-pack|texts)$)|^packages\/(?!web\/)/,
    mend: 'add it to the API and use @lectern/api-client',
  },
  {
    name: 'texts know no program',
    from: /^packages\/texts\//,
    never: /^@lectern\/|^packages\/(?!texts\/)/,
    mend: 'let the server or the web app pass in what is said',
  },
  {
    name: 'the client of GoTo stands alone, and runs anywhere',
    from: /^packages\/goto-client\/src\//,
    only: /^packages\/goto-client\/src\//,
    mend: 'write it with what every JavaScript runtime has (fetch, crypto.subtle …)',
  },
  {
    name: 'the client of BigBlueButton stands alone',
    from: /^packages\/bigbluebutton-client\/src\//,
    only: /^packages\/bigbluebutton-client\/src\/|^@lectern\/service-calls$|^node:(crypto|timers\/promises)$|^fast-xml-parser$/,
    mend: 'let the caller pass it in: it knows nothing of who uses it',
  },
  {
    name: 'the client of Zoom stands alone',
    from: /^packages\/zoom-client\/src\//,
    only: /^packages\/zoom-client\/src\/|^@lectern\/service-calls$|^node:crypto$|^zod$/,
    mend: 'let the caller pass it in: it knows nothing of who uses it',
  },
  {
    name: 'the client of Teams stands alone',
    from: /^packages\/teams-client\/src\//,
    only: /^packages\/teams-client\/src\/|^@lectern\/service-calls$|^zod$/,
    mend: 'let the caller pass it in: it knows nothing of who uses it',
  },
  {
    name: 'what clients share knows no service',
    from: /^packages\/service-calls\/src\//,
    only: /^packages\/service-calls\/src\/|^node:timers\/promises$|^zod$/,
    mend: 'let the client say it in its dialect',
  },
  {
    name: 'the runner of PostgreSQL stands alone',
    from: /^packages\/embedded-postgres-runner\/src\//,
    only: /^packages\/embedded-postgres-runner\/src\/|^node:|^pg$/,
    mend: 'let the caller pass it in as an option: it knows nothing of who uses it',
  },
  {
    name: 'PostgreSQL is started in one place',
    from: new RegExp(`^${SERVER}/(?!db/embedded\\.ts$)`),
    never: /^@lectern\/embedded-postgres-runner/,
    mend: 'call openServer of db/server.ts',
  },
  {
    name: 'a simulator knows nothing of what it tests',
    from: /^packages\/(goto-simulator|room-simulators)\/src\//,
    never: /^@lectern\/(?!goto-simulator\/kit$)|^packages\/(?!(goto-simulator|room-simulators)\/)/,
    mend: 'write it down again from the service’s documents: a simulator that shares code shares its mistakes',
  },
  {
    name: 'what simulators share knows no service',
    from: /^packages\/goto-simulator\/src\/kit\//,
    only: /^packages\/goto-simulator\/src\/kit\/|^node:|^(fastify|zod)$/,
    mend: 'let the simulator pass in what is of its service',
  },
  {
    name: 'simulators of services don’t know each other',
    from: /^packages\/room-simulators\/src\/[^/]+\//,
    never: /^packages\/room-simulators\/src\/[^/]+\//,
    when: (from, to) => posix.dirname(from) !== posix.dirname(to),
    mend: 'move what both need to packages/goto-simulator/src/kit/',
  },
  {
    name: 'only tests and demos use simulators',
    from: new RegExp(`^(${SERVER}|packages/(api-client|[\\w]+-client|web)/src)/`),
    never: /^@lectern\/(goto-simulator|room-simulators)|^packages\/(goto-simulator|room-simulators)\//,
    mend: 'reach it by its address, as one reaches the service',
  },
]

/** Who may read the environment in the server: everybody else gets a `Config`. */
const ENVIRONMENT_READERS = new RegExp(`^${SERVER}/(config\\.ts|main\\.ts|commands/)`)

/**
 * @param {Record<string, string>} files source texts by path, relative to the root
 * @returns {string[]} one line about each offence; none when all is well
 */
export function findOffences(files) {
  const graph = new Map(
    Object.entries(files)
      .filter(([path]) => !isTest(path))
      .map(([path, source]) => [path, importsOf(path, source)]),
  )
  const offences = []
  for (const [path, imports] of graph) {
    for (const to of imports)
      for (const rule of rules)
        if (offends(rule, path, to)) offences.push(`${path} imports ${to}: ${rule.name}; ${rule.mend}.`)
    if (readsEnvironment(path, files[path]))
      offences.push(`${path} reads process.env: only config.ts does; take what it needs from Config.`)
  }
  for (const circle of circlesOf(graph))
    offences.push(`${circle.join(' ▶ ')}: a circle; move what they share to a file of its own.`)
  return offences
}

/**
 * The house as a whole: groups know only themselves and those before them, and no folders go round in a circle.
 *
 * @param {Record<string, string>} files source texts by path, relative to the root
 * @returns {string[]} one line about each offence
 */
export function findCircles(files) {
  const offences = Object.keys(files)
    .filter((path) => /^packages\/(server|web)\/src\/features\//.test(path) && !isTest(path))
    .filter((path) => !GROUPS.includes(groupOf(folderOf(path) ?? '')))
    .map((path) => `${path} stands in no group: move it to features/<group>/<noun>/.`)
  const arrows = arrowsOf(files)
  for (const { from, to, a, b } of arrows) {
    const [low, high] = [GROUPS.indexOf(groupOf(a)), GROUPS.indexOf(groupOf(b))]
    if (low >= 0 && high > low)
      offences.push(
        `${from} imports ${to}: ${groupOf(a)} does not know ${groupOf(b)}; say a fact, or move it up.`,
      )
  }
  for (const circle of circlesBetween(arrows))
    offences.push(
      `${circle.map(({ a }) => a).join(' ▶ ')} ▶ ${circle[0].a}: a circle of folders (${circle.map(({ from, to }) => `${from} imports ${to}`).join('; ')}); say a fact, or move what they share.`,
    )
  return offences
}

/** @returns {string[]} one line when the drawing in docs/ARCHITECTURE.md is of another house */
function findOldPicture(files) {
  const page = readFileSync(PAPER, 'utf8')
  return page === withDrawing(page, files)
    ? []
    : ['docs/ARCHITECTURE.md draws another house. Run "npm run picture" and commit it.']
}

function offends({ from, never, only, when }, path, to) {
  if (!from.test(path)) return false
  if (when && !when(path, to)) return false
  return only ? !only.test(to) : never.test(to)
}

function readsEnvironment(path, source) {
  return path.startsWith(`${SERVER}/`) && !ENVIRONMENT_READERS.test(path) && /\bprocess\.env\b/.test(source)
}

/** Circles of files in the server, each found once: its first file is the end, too. */
function circlesOf(graph) {
  const circles = []
  const done = new Set()
  const visit = (path, trail) => {
    const start = trail.indexOf(path)
    if (start >= 0) circles.push([...trail.slice(start), path])
    if (start >= 0 || done.has(path)) return
    for (const to of graph.get(path) ?? []) if (to.startsWith(`${SERVER}/`)) visit(to, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) if (path.startsWith(`${SERVER}/`)) visit(path, [])
  return circles
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = readSources()
  const offences = [...findOffences(files), ...findCircles(files), ...findOldPicture(files)]
  for (const offence of offences) console.error(offence)
  if (offences.length) process.exitCode = 1
  else console.log(`Imports point the right way in ${Object.keys(files).length} files.`)
}
