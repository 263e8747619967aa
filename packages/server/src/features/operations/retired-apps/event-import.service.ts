import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Column, readTable, type TableRow, toCsv, toShow } from '../../../csv/csv.ts'
import { type DateOrders, orderOf, readMoment } from '../../../csv/moments.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { toEmail } from '../../../domain/email.ts'
import { AppError, InvalidInputError } from '../../../domain/errors.ts'
import { type PlannedTimes, planTimes } from '../../../domain/event.ts'
import type { AccountId, CourseId, EventId, OrganizerId, SessionId } from '../../../domain/ids.ts'
import type { MessageCode, MessageParams } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { sentence } from '../../../messages/messages.ts'
import { assertAppActive } from '../../platform/apps/apps.service.ts'
import { adoptRoom } from '../../rooms/rooms/rooms.service.ts'
import { wholeCells } from '../../training/plans/plan-rows.ts'
import { type Directory, holdCourses, readDirectory, twice } from '../../training/tables/directory.ts'
import type { Cells } from '../../training/tables/table.ts'
import type { ImportEvents, ImportedEvents } from './retired-apps.schemas.ts'
import { retirementOf } from './retired-apps.service.ts'
import * as retiredAppsStore from './retired-apps.store.ts'

const MAX_ROWS = 10_000
const SHOWN = 200

type ColumnName =
  | 'account'
  | 'session_type'
  | 'organizer_email'
  | 'course'
  | 'session'
  | 'event'
  | 'starts'
  | 'ends'
  | 'time_zone'
  | 'room_key'
  | 'join_url'

type Row = TableRow<ColumnName>

const columns: readonly Column<ColumnName>[] = [
  { name: 'account', needed: true, aliases: [] },
  { name: 'session_type', needed: true, aliases: ['type', 'tipo di sessione', 'tipo'] },
  { name: 'organizer_email', needed: true, aliases: ['organizer', 'organizzatore'] },
  { name: 'course', needed: true, aliases: ['corso'] },
  { name: 'session', needed: true, aliases: ['sessione'] },
  { name: 'event', needed: true, aliases: ['evento', 'name', 'nome'] },
  { name: 'starts', needed: true, aliases: ['start', 'inizio'] },
  { name: 'ends', needed: true, aliases: ['end', 'fine'] },
  { name: 'time_zone', needed: true, aliases: ['zone', 'fuso orario'] },
  { name: 'room_key', needed: true, aliases: ['meeting id', 'webinar key', 'training key'] },
  { name: 'join_url', needed: true, aliases: ['link'] },
]

/** The table to fill in, with one row as an example. */
export function importTemplate(actor: Actor): string {
  assertSuperadmin(actor)
  return toCsv(
    columns.map((column) => column.name),
    [
      [
        'Main account',
        'meeting',
        'organizer@company.example',
        'Safety at work',
        'Winter edition',
        'Day 1',
        '2027-01-15 10:00',
        '2027-01-15 12:00',
        'Europe/Rome',
        '123456789',
        'https://meet.example.com/join/123456789',
      ],
    ],
  )
}

interface Fields extends PlannedTimes {
  readonly account: string
  /** Undefined for one that is made. */
  readonly accountId: string | undefined
  readonly sessionType: string
  readonly organizerEmail: string
  readonly course: string
  /** Undefined for one that is made. */
  readonly courseId: CourseId | undefined
  readonly session: string
  readonly sessionId: SessionId | undefined
  readonly event: string
  readonly roomKey: string
  readonly joinUrl: string
}

type Judged = { line: number; event: string; account: string } & (
  | { outcome: 'add'; fields: Fields }
  | { outcome: 'known' }
  | { outcome: 'refuse'; code: MessageCode; params: MessageParams }
)

/**
 * Takes over events of a retired app with the rooms that they have. Courses and sessions are found by
 * code, id or name, accounts by name, or made. A room that came before is left as it is, so that a table can be read again.
 */
export async function importEvents(
  ctx: Ctx,
  actor: Actor,
  appId: string,
  input: z.output<typeof ImportEvents>,
): Promise<z.output<typeof ImportedEvents>> {
  assertSuperadmin(actor)
  retirementOf(ctx, appId)
  await assertAppActive(ctx, ctx.db, appId, actor.reader.language)
  const { rows, unread } = readTable(input.text, columns, MAX_ROWS)
  const order = input.dateOrder ?? orderOf(rows.flatMap(({ cells }) => [cells.starts, cells.ends]))
  const judged = await withTransaction(ctx.db, async (trx) => {
    // Of two imports at the same moment the second waits here, and finds the rooms of the first.
    await retiredAppsStore.holdApp(trx, ctx.platform.id, appId)
    const cellsOf = ({ cells }: Row) => wholeCells({ course: cells.course, session: cells.session })
    const places = rows.map((row) => ({ cells: cellsOf(row) }))
    await holdCourses(ctx, trx, places)
    const directory = await readDirectory(ctx, trx, actor, places)
    const known = await retiredAppsStore.listKnownKeys(trx, ctx.platform.id, appId)
    const accounts = await retiredAppsStore.listAccounts(trx, ctx.platform.id, appId)
    const found = judge(ctx, appId, rows, {
      keys: known,
      accounts,
      order,
      placeOf: (row) => placeOf(directory, cellsOf(row)),
    })
    if (input.save) await save(ctx, trx, actor, appId, found)
    return found
  })
  const made = madeAlong(judged)
  const count = (outcome: Judged['outcome']) => judged.filter((row) => row.outcome === outcome).length
  return {
    added: count('add'),
    known: count('known'),
    refused: count('refuse'),
    makes: made.counts,
    saved: input.save,
    dateOrder: order,
    unread: [...unread],
    rows: toShow(judged, SHOWN).map((row) => ({
      line: row.line,
      event: row.event,
      account: row.account,
      outcome: row.outcome,
      reason: whyOf(row, made.firstOf, actor.reader),
    })),
  }
}

/** What is made for rows, each thing once, and the rows that are the first to name a course or session of them. */
function madeAlong(judged: readonly Judged[]) {
  const firstOf = new Map<Judged, 'import-makes-course' | 'import-makes-session'>()
  const [accounts, courses, sessions] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const row of judged) {
    if (row.outcome !== 'add') continue
    const { fields } = row
    const course = fields.courseId ?? fields.course.toLowerCase()
    const session = `${course} ${fields.session.toLowerCase()}`
    if (!fields.accountId) accounts.add(`${fields.account.toLowerCase()} ${fields.sessionType}`)
    if (fields.sessionId || sessions.has(session)) continue
    firstOf.set(row, fields.courseId || courses.has(course) ? 'import-makes-session' : 'import-makes-course')
    if (!fields.courseId) courses.add(course)
    sessions.add(session)
  }
  return { firstOf, counts: { accounts: accounts.size, courses: courses.size, sessions: sessions.size } }
}

function whyOf(
  row: Judged,
  firstOf: ReturnType<typeof madeAlong>['firstOf'],
  reader: Actor['reader'],
): string | null {
  if (row.outcome === 'refuse') return sentence(row.code, row.params, reader)
  const code = firstOf.get(row)
  if (!code || row.outcome !== 'add') return null
  const { course, session } = row.fields
  return sentence(code, { course, session }, reader)
}

function judge(
  ctx: Ctx,
  appId: string,
  rows: readonly Row[],
  known: {
    keys: ReadonlySet<string>
    accounts: readonly { id: string; name: string; sessionType: string }[]
    order: DateOrders
    placeOf: (row: Row) => Pick<Fields, 'courseId' | 'sessionId'>
  },
): Judged[] {
  const types = [...ctx.providers.app(appId).sessionTypes.keys()]
  const accountsOf = Map.groupBy(known.accounts, ({ name }) => name.toLowerCase())
  const typeOfNew = new Map<string, string>()
  const lineOfKey = new Map<string, number>()
  return rows.map((whole): Judged => {
    const { line, cells, flaw } = whole
    const row = { line, event: cells.event, account: cells.account }
    const refuse = (code: MessageCode, params: MessageParams = {}): Judged => ({
      ...row,
      outcome: 'refuse',
      code,
      params,
    })
    if (flaw) return refuse(flaw.code, flaw.params)
    if (known.keys.has(cells.room_key)) return { ...row, outcome: 'known' }
    const empty = columns.find((column) => !cells[column.name])
    if (empty) return refuse('import-cell-needed', { column: empty.name })
    const long = columns.find(
      (column) => cells[column.name].length > (column.name === 'join_url' ? 2000 : 200),
    )
    if (long)
      return refuse('import-cell-too-long', { column: long.name, max: long.name === 'join_url' ? 2000 : 200 })
    const earlier = lineOfKey.get(cells.room_key)
    if (earlier !== undefined) return refuse('import-room-twice', { key: cells.room_key, line: earlier })
    // Exports put the tool's name before it.
    const typed = cells.session_type.toLowerCase()
    const sessionType = types.find((type) => typed === type || typed.endsWith(type))
    if (!sessionType)
      return refuse('import-type-unknown', { found: cells.session_type, types: { anyOf: types } })
    const accountName = cells.account.toLowerCase()
    const named = accountsOf.get(accountName) ?? []
    const ofType = named.filter((one) => one.sessionType === sessionType)
    const other = named[0]?.sessionType ?? typeOfNew.get(accountName)
    if (other && other !== sessionType && ofType.length === 0)
      return refuse('import-account-two-types', { account: cells.account, types: [other, sessionType] })
    if (ofType.length > 1)
      return refuse(
        'import-account-twice',
        twice(cells.account, ofType, () => sessionType),
      )
    const organizerEmail = toEmail(cells.organizer_email)
    if (organizerEmail === undefined) return refuse('email-invalid', { found: cells.organizer_email })
    if (!/^https?:$/.test(URL.parse(cells.join_url)?.protocol ?? ''))
      return refuse('link-invalid', { found: cells.join_url })
    try {
      const times = planTimes(
        {
          startsWall: toWall(cells.starts, cells.time_zone, known.order),
          endsWall: toWall(cells.ends, cells.time_zone, known.order),
          timeZone: cells.time_zone,
        },
        ctx.now(),
      )
      const place = known.placeOf(whole)
      typeOfNew.set(accountName, sessionType)
      lineOfKey.set(cells.room_key, line)
      const fields: Fields = {
        ...times,
        ...place,
        account: cells.account,
        accountId: ofType[0]?.id,
        sessionType,
        organizerEmail,
        course: cells.course,
        session: cells.session,
        event: cells.event,
        roomKey: cells.room_key,
        joinUrl: cells.join_url,
      }
      return { ...row, outcome: 'add', fields }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return refuse(error.code, error.params)
    }
  })
}

/** @throws {InvalidInputError} `import-time-unknown` for a time without a day too */
function toWall(text: string, timeZone: string, order: DateOrders): string {
  const wall = readMoment(text, '', { order, timeZone })
  if (!wall) throw new InvalidInputError('import-time-unknown', { found: text })
  return wall
}

/** What a row names, as far as it is there. @throws {InvalidInputError} `import-course-twice`, `import-session-twice` */
function placeOf(directory: Directory, cells: Cells): Pick<Fields, 'courseId' | 'sessionId'> {
  try {
    const course = directory.course(cells)
    const session =
      directory.findSession(cells, course) ??
      directory.findSession({ ...cells, session_code: cells.session }, course)
    return { courseId: course.id, sessionId: session?.id }
  } catch (error) {
    if (error instanceof AppError && error.code === 'import-course-unknown')
      return { courseId: undefined, sessionId: undefined }
    throw error
  }
}

async function save(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  appId: string,
  judged: readonly Judged[],
): Promise<void> {
  const ids = new Map<string, unknown>()
  /** Finds or makes a thing once for all rows that name it. */
  const once = async <Id>(key: string, find: () => Promise<Id>): Promise<Id> => {
    if (!ids.has(key)) ids.set(key, await find())
    return ids.get(key) as Id
  }
  const { id: platformId } = ctx.platform
  const accounts = await retiredAppsStore.listAccounts(trx, platformId, appId)
  let added = 0
  for (const row of judged) {
    if (row.outcome !== 'add') continue
    const { fields } = row
    const accountId = await once(
      `account ${fields.account.toLowerCase()} ${fields.sessionType}`,
      async () => {
        const known = accounts.find(
          (account) =>
            account.name.toLowerCase() === fields.account.toLowerCase() &&
            account.sessionType === fields.sessionType,
        )
        if (known) return known.id
        const id = ctx.newId<AccountId>()
        await retiredAppsStore.insertAccount(trx, {
          platformId,
          id,
          appId,
          name: fields.account,
          sessionType: fields.sessionType,
        })
        return id
      },
    )
    const organizerId = await once(`organizer ${accountId} ${fields.organizerEmail}`, () =>
      retiredAppsStore.findOrAddOrganizer(
        trx,
        { platformId, id: ctx.newId<OrganizerId>(), accountId, email: fields.organizerEmail },
        ctx.now(),
      ),
    )
    const courseId = await once(`course ${fields.course.toLowerCase()}`, async () => {
      if (fields.courseId) return fields.courseId
      const id = ctx.newId<CourseId>()
      await retiredAppsStore.insertCourse(trx, { platformId, id, name: fields.course })
      return id
    })
    const sessionId = await once(`session ${courseId} ${fields.session.toLowerCase()}`, async () => {
      if (fields.sessionId) return fields.sessionId
      const id = ctx.newId<SessionId>()
      await retiredAppsStore.insertSession(trx, { platformId, id, courseId, name: fields.session })
      return id
    })
    const eventId = ctx.newId<EventId>()
    const { startsWall, endsWall, timeZone, startsAt, endsAt } = fields
    const times = { startsWall, endsWall, timeZone, startsAt, endsAt }
    await retiredAppsStore.insertEvent(trx, {
      platformId,
      id: eventId,
      sessionId,
      courseId,
      accountId,
      name: fields.event,
      ...times,
    })
    await adoptRoom(ctx, trx, {
      eventId,
      accountId,
      organizerId,
      providerKey: fields.roomKey,
      joinUrl: fields.joinUrl,
      spec: {
        subject: `${fields.course}: ${fields.event}`,
        description: '',
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        timeZone,
      },
    })
    added++
  }
  const refused = judged.filter((row) => row.outcome === 'refuse').length
  const changes = { added, refused }
  await happened(ctx, trx, { kind: 'app-events-imported', id: appId, by: actor.personId, changes })
}
