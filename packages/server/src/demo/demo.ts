import { randomUUIDv7 } from 'node:crypto'
import type { Language } from '@lectern/texts'
import type pg from 'pg'
import type { App } from '../app.ts'
import type { Config } from '../config.ts'
import type { Ctx, Platform } from '../ctx.ts'
import { withTransaction } from '../db/database.ts'
import type { PersonId, PlatformId } from '../domain/ids.ts'
import type { Role } from '../domain/role.ts'
import { readableTimeZone } from '../domain/time-zone.ts'
import { hashPassword } from '../features/people/auth/passwords.ts'
import { addPerson, findPersonOfAddress, whoBegan } from '../features/people/people/people.service.ts'
import { createPlatform } from '../features/platform/platforms/create-platform.ts'
import { createCourse } from '../features/training/courses/courses.service.ts'
import { givePlaces } from '../features/training/enrollments/places.service.ts'
import { lockSession } from '../features/training/sessions/locked-sessions.service.ts'
import { createSession } from '../features/training/sessions/sessions.service.ts'
import type { Actor } from '../http/actor.ts'
import { StartupError } from '../startup-error.ts'
import { addAcademy, fillPast, fillWeek } from './academy.ts'
import { findAccounts, pairWithSimulator } from './simulator-accounts.ts'

interface DemoPerson {
  readonly email: string
  readonly password: string
  readonly firstName: string
  readonly lastName: string
  readonly roles: readonly Role[]
  readonly language: Language
  readonly note: string
}

/** The people of the demo, as they are printed. Their passwords are for a laptop alone. */
export const demoPeople: readonly DemoPerson[] = [
  person('ada@demo.example', 'Ada', 'Moretti', ['superadmin'], 'en', 'superadmin'),
  person('ivo@demo.example', 'Ivo', 'Conti', ['instructor'], 'en', 'instructor of the session'),
  person('lea@demo.example', 'Lea', 'Rossi', ['learner'], 'en', 'learner, enrolled'),
  person('luca@demo.example', 'Luca', 'Bianchi', ['learner'], 'it', 'learner, enrolled, Italian'),
  person('lia@demo.example', 'Lia', 'Greco', ['learner'], 'en', 'learner, not enrolled yet'),
]

/** Of the academy's people who are not printed. */
const ACADEMY_PASSWORD = 'academy-demo-1'
const DEMO_HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** Makes the demo's platform, once: a second start finds it and changes nothing. */
export async function seedDemo(app: App, connection: pg.ClientConfig): Promise<void> {
  if (await app.platforms.findByHost('localhost')) return
  const ctx = app.ctxFor(await addPlatform(app, connection))
  const ids = await addPeople(ctx)
  await addCourse(ctx, ids)
}

/**
 * Makes the demo's platform a living academy, once, and at each start the week around now: what people planned or
 * changed themselves stays as it is.
 */
export async function seedAcademy(
  app: App,
  connection: pg.ClientConfig,
  config: Pick<
    Config,
    'gotoAuthUrl' | 'publicUrl' | 'demoBigBlueButtonUrl' | 'demoJitsiUrl' | 'demoZoomUrl' | 'demoTeamsUrl'
  >,
): Promise<void> {
  const known = await app.platforms.findByHost('localhost')
  const platform = known ?? (await addPlatform(app, connection))
  const ctx = app.ctxFor(platform)
  const superadmin = known ? await findSuperadmin(ctx) : superadminOf(ctx, await addPeople(ctx))
  if (!superadmin) return
  if (!known) {
    await addAcademy(ctx, superadmin, await hashPassword(ACADEMY_PASSWORD))
    await fillPast(ctx, superadmin)
  }
  const accounts = known
    ? await findAccounts(ctx, superadmin)
    : await pairWithSimulator(ctx, superadmin, config)
  await fillWeek(ctx, superadmin, accounts)
}

/** The demo's first person, unless somebody took the role away. */
async function findSuperadmin(ctx: Ctx): Promise<Actor | undefined> {
  const person = await findPersonOfAddress(ctx, ctx.db, demoPeople[0]?.email ?? '')
  return person && (await whoBegan(ctx, ctx.db, person.id))
}

/** @throws {StartupError} where somebody else's platforms are: everybody knows the passwords of the demo's people */
async function addPlatform(app: App, connection: pg.ClientConfig): Promise<Platform> {
  if ((await app.platforms.listIds()).length > 0)
    throw new StartupError(
      'This database has no demo: its platforms belong to somebody. Set LECTERN_DATA to a new folder and no DATABASE_URL, or DATABASE_URL to an empty database.',
    )
  const id = randomUUIDv7() as PlatformId
  const timeZone = readableTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone)
  await createPlatform(connection, { id, name: 'Lectern Demo', hosts: DEMO_HOSTS, timeZone })
  const platform = await app.platforms.find(id)
  if (!platform) throw new Error('The platform that was just made is not there.')
  return platform
}

/** Tells where to begin, and as whom. */
export function printDemo(config: Config): void {
  const people = config.academy
    ? demoPeople.slice(0, 3).map(({ roles, ...person }) => ({ ...person, note: roles.join(' ') }))
    : demoPeople
  const lines = people.map(
    ({ email, password, note }) => `  ${email.padEnd(20)} ${password.padEnd(14)} ${note}`,
  )
  console.log(`
Lectern is ready: open ${config.publicUrl} and sign in as one of them.

${lines.join('\n')}

GoTo is simulated at ${config.gotoApiUrl}/developer${config.demoBigBlueButtonUrl ? `, BigBlueButton at ${config.demoBigBlueButtonUrl}` : ''}${config.demoJitsiUrl ? `, Jitsi at ${config.demoJitsiUrl}` : ''}${config.demoZoomUrl ? `, Zoom at ${config.demoZoomUrl}` : ''}${config.demoTeamsUrl ? `, Microsoft Teams at ${config.demoTeamsUrl}` : ''}. Everything is kept in ${config.dataDir}.
Stop with Ctrl-C.`)
}

async function addPeople(ctx: Ctx): Promise<Map<string, PersonId>> {
  const ids = new Map<string, PersonId>()
  for (const { email, password, firstName, lastName, roles, language } of demoPeople) {
    const passwordHash = await hashPassword(password)
    const id = await withTransaction(ctx.db, (trx) =>
      addPerson(ctx, trx, { email, firstName, lastName, roles, passwordHash, language }),
    )
    ids.set(email, id)
  }
  return ids
}

async function addCourse(ctx: Ctx, ids: ReadonlyMap<string, PersonId>): Promise<void> {
  const of = (email: string) => ids.get(email) as PersonId // all were added a moment ago
  const superadmin = superadminOf(ctx, ids)
  const course = await createCourse(ctx, superadmin, {
    name: 'Safety at work',
    code: 'SAFE-01',
    description: 'What everyone has to know before the first day on site.',
    type: 'vilt',
  })
  const session = await createSession(ctx, superadmin, {
    courseId: course.id,
    name: 'Winter edition',
    code: 'SAFE-01-W',
    maxEnrollment: 25,
    instructorIds: [of('ivo@demo.example')],
  })
  await withTransaction(ctx.db, async (trx) => {
    await givePlaces(ctx, trx, {
      session: await lockSession(ctx, trx, session.id),
      personIds: [of('lea@demo.example'), of('luca@demo.example')],
      actorId: superadmin.personId,
      whenFull: 'refuse',
    })
  })
}

function superadminOf(ctx: Ctx, ids: ReadonlyMap<string, PersonId>): Actor {
  return {
    personId: ids.get('ada@demo.example') as PersonId, // added a moment ago
    loginId: undefined,
    roles: ['superadmin'],
    reader: { language: 'en', timeZone: ctx.platform.timeZone },
  }
}

function person(
  email: string,
  firstName: string,
  lastName: string,
  roles: readonly Role[],
  language: Language,
  note: string,
): DemoPerson {
  return { email, password: `${firstName.toLowerCase()}-demo-1`, firstName, lastName, roles, language, note }
}
