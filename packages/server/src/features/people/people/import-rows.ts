import { type Language, languages } from '@lectern/texts'
import { changeRefusal } from '../../../access/people.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Db, Trx } from '../../../db/database.ts'
import type { PeopleTable } from '../../../db/tables.ts'
import { normalizeEmail, toEmail } from '../../../domain/email.ts'
import { ForbiddenError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { MessageCode, MessageParams } from '../../../domain/message.ts'
import { languageRefusal } from '../../../domain/platform.ts'
import type { Role } from '../../../domain/role.ts'
import { findTimeZone } from '../../../domain/time-zone.ts'
import { toLine } from '../../../domain/words.ts'
import type { Actor } from '../../../http/actor.ts'
import * as peopleStore from './people.store.ts'
import type { PeopleRow } from './people-table.ts'

const roleNames: Readonly<Record<string, Role>> = {
  superadmin: 'superadmin',
  instructor: 'instructor',
  istruttore: 'instructor',
  docente: 'instructor',
  formatore: 'instructor',
  teacher: 'instructor',
  trainer: 'instructor',
  trainerin: 'instructor',
  kursleitung: 'instructor',
  kursleiter: 'instructor',
  kursleiterin: 'instructor',
  dozent: 'instructor',
  dozentin: 'instructor',
  learner: 'learner',
  student: 'learner',
  studente: 'learner',
  attendee: 'learner',
  participant: 'learner',
  partecipante: 'learner',
  discente: 'learner',
  lernende: 'learner',
  lernender: 'learner',
  teilnehmende: 'learner',
  teilnehmer: 'learner',
  teilnehmerin: 'learner',
  user: 'learner',
  utente: 'learner',
}
/** Our languages by their tags, and by what each of them calls them. */
const languageNames: Readonly<Record<string, Language>> = Object.fromEntries(
  languages.flatMap((language) => {
    const names = languages.map((reader) => new Intl.DisplayNames(reader, { type: 'language' }).of(language))
    return [language, ...names].map((name) => [name?.toLowerCase(), language])
  }),
)

interface Fields {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly roles?: Role[]
  readonly language?: Language
  readonly timeZone?: string
  /** Left out = as it is; also while they are yet to be added by the same table. */
  readonly managerId?: PersonId
}

/** What would become of a row, or why nothing. */
export type Judged =
  | { line: number; outcome: 'add'; fields: Fields }
  | { line: number; outcome: 'change' | 'same'; fields: Fields; id: PersonId }
  | { line: number; outcome: 'refuse'; email: string; name: string; code: MessageCode; params: MessageParams }

/** Says what each row of a table means at this moment, one after the other. */
export async function judge(
  ctx: Ctx,
  db: Db | Trx,
  actor: Actor,
  rows: readonly PeopleRow[],
  /** Addresses of other rows of the table. */
  tableOf: ReadonlySet<string> = new Set(),
): Promise<Judged[]> {
  const emails = [...new Set(rows.map((row) => normalizeEmail(row.cells.email)))]
  const found = await peopleStore.listByEmails(db, ctx.platform.id, emails)
  const known = new Map(found.map((person) => [person.address, person]))
  const managers = await findManagers(ctx, db, rows)
  const inTable = new Set(emails)
  const firstLines = new Map<string, number>()
  return rows.map((row): Judged => {
    const { line } = row
    const email = normalizeEmail(row.cells.email)
    const refuse = (code: MessageCode, params: MessageParams = {}): Judged => ({
      line,
      outcome: 'refuse',
      email: row.cells.email,
      name: `${row.cells.first_name} ${row.cells.last_name}`.trim(),
      code,
      params,
    })
    if (row.flaw) return refuse(row.flaw.code, row.flaw.params)
    const earlier = firstLines.get(email)
    if (earlier !== undefined) return refuse('import-twice', { email, line: earlier })
    const fields = toFields(row.cells, ctx.platform.languages)
    if ('code' in fields) return refuse(fields.code, fields.params)
    firstLines.set(email, line)
    const person = known.get(email)
    const wish = row.cells.manager ? normalizeEmail(row.cells.manager) : undefined
    const manager = wish === undefined ? undefined : managers.get(wish)
    if (wish !== undefined && !manager && !inTable.has(wish) && !tableOf.has(wish))
      return refuse('import-manager-unknown', { email: row.cells.manager })
    if (wish !== undefined && (wish === email || (person && manager === person.id)))
      return refuse('manager-of-oneself')
    // The address names the person, also one of a merged duplicate: it is no new one.
    // Whoever has one from before it was taken away keeps it.
    const isNewLanguage = fields.language !== undefined && fields.language !== person?.language
    const refusal =
      changeRefusal(actor, person, {
        ...(person ? { roles: fields.roles } : fields),
        ...(wish === undefined ? {} : { managerId: manager ?? null }),
      }) ??
      (actor.apiKey && wish !== undefined && manager === undefined
        ? new ForbiddenError('api-key-sets-no-manager')
        : undefined) ??
      (isNewLanguage ? languageRefusal(ctx.platform, fields.language) : undefined)
    if (refusal) return refuse(refusal.code, refusal.params)
    if (!person && !fields.firstName) return refuse('import-name-needed')
    const led = manager ? { ...fields, managerId: manager } : fields
    if (!person) return { line, outcome: 'add', fields: led }
    if (!person.active) return refuse('import-inactive', { email })
    // Roles of superadmins are changed by hand alone, so that a table locks nobody out.
    if (fields.roles && person.roles.includes('superadmin') && !fields.roles.includes('superadmin'))
      return refuse('import-superadmin', { email })
    // A name in one piece that is theirs stays parted as it is.
    const isTheirs = row.wholeName !== undefined && isNameOf(person, row.wholeName)
    const wanted = {
      ...led,
      firstName: (!isTheirs && fields.firstName) || person.firstName,
      lastName: (!isTheirs && fields.lastName) || person.lastName,
    }
    const outcome = isSame(person, wanted) ? 'same' : 'change'
    const { roles, ...others } = wanted
    // Roles that are so already are not written: somebody else may be giving others at this moment.
    const change = roles && isSameSet(roles, person.roles) ? others : wanted
    return { line, outcome, fields: change, id: person.id }
  })
}

/** Whom the column of managers names, by address. */
async function findManagers(
  ctx: Ctx,
  db: Db | Trx,
  rows: readonly PeopleRow[],
): Promise<ReadonlyMap<string, PersonId>> {
  const emails = [
    ...new Set(rows.flatMap(({ cells }) => (cells.manager ? [normalizeEmail(cells.manager)] : []))),
  ]
  const found = await peopleStore.listByEmails(db, ctx.platform.id, emails)
  return new Map(found.filter(({ erasedAt }) => !erasedAt).map(({ address, id }) => [address, id]))
}

function toFields(
  cells: PeopleRow['cells'],
  offered: readonly Language[],
): Fields | { code: MessageCode; params: MessageParams } {
  const email = toEmail(cells.email)
  if (email === undefined) return { code: 'email-invalid', params: { found: cells.email } }
  const [firstName, lastName] = [toLine(cells.first_name), toLine(cells.last_name)]
  if (firstName.length > 100 || lastName.length > 100)
    return { code: 'import-name-too-long', params: { max: 100 } }
  const words = cells.roles
    .toLowerCase()
    .split(/[\s,;|/+]+/)
    .filter(Boolean)
  const wrongRole = words.find((word) => !roleNames[word])
  if (wrongRole) return { code: 'import-role-unknown', params: { found: wrongRole } }
  const language = languageNames[cells.language.toLowerCase().replace(/[-_][a-z]{2}$/, '')]
  if (cells.language && !language)
    return { code: 'import-language-unknown', params: { found: cells.language, known: { anyOf: offered } } }
  const timeZone = findTimeZone(cells.time_zone)
  if (cells.time_zone && !timeZone)
    return { code: 'time-zone-unknown', params: { timeZone: cells.time_zone } }
  const roles = [...new Set(words.flatMap((word) => roleNames[word] ?? []))]
  return {
    email,
    firstName,
    lastName,
    ...(roles.length > 0 ? { roles } : {}),
    ...(language ? { language } : {}),
    ...(timeZone ? { timeZone } : {}),
  }
}

/** Cells that the table leaves empty change nothing. */
function isSame(person: { roles: readonly Role[] } & Record<string, unknown>, fields: Fields): boolean {
  const { roles, email: _, ...others } = fields
  return (
    (!roles || isSameSet(roles, person.roles)) &&
    Object.entries(others).every(([name, value]) => toLine(String(person[name] ?? '')) === String(value))
  )
}

function isSameSet(some: readonly Role[], others: readonly Role[]): boolean {
  return some.length === others.length && some.every((role) => others.includes(role))
}

function isNameOf(
  { firstName, lastName }: Pick<PeopleTable, 'firstName' | 'lastName'>,
  whole: string,
): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .sort()
      .join(' ')
      .trim()
  return plain(`${firstName} ${lastName}`) === plain(whole)
}
