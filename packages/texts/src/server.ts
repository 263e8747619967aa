import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type access from '../en/server/access.json'
import type accounts from '../en/server/accounts.json'
import type apps from '../en/server/apps.json'
import type attendance from '../en/server/attendance.json'
import type audit from '../en/server/audit.json'
import type board from '../en/server/board.json'
import type certificates from '../en/server/certificates.json'
import type completion from '../en/server/completion.json'
import type doctor from '../en/server/doctor.json'
import type enrolling from '../en/server/enrolling.json'
import type evidence from '../en/server/evidence.json'
import type fields from '../en/server/fields.json'
import type lms from '../en/server/lms.json'
import type mails from '../en/server/mails.json'
import type notifications from '../en/server/notifications.json'
import type people from '../en/server/people.json'
import type planning from '../en/server/planning.json'
import type platform from '../en/server/platform.json'
import type programs from '../en/server/programs.json'
import type requests from '../en/server/requests.json'
import type rooms from '../en/server/rooms.json'
import type tables from '../en/server/tables.json'
import type teaching from '../en/server/teaching.json'
import type training from '../en/server/training.json'
import type words from '../en/server/words.json'
import type { Language } from './languages.ts'

/** The topics of the server; English decides which keys there are. */
type Texts = typeof access &
  typeof accounts &
  typeof apps &
  typeof attendance &
  typeof audit &
  typeof board &
  typeof completion &
  typeof certificates &
  typeof doctor &
  typeof enrolling &
  typeof evidence &
  typeof fields &
  typeof lms &
  typeof mails &
  typeof notifications &
  typeof people &
  typeof planning &
  typeof platform &
  typeof programs &
  typeof requests &
  typeof rooms &
  typeof tables &
  typeof teaching &
  typeof training &
  typeof words

export type ServerKey = keyof Texts
type CodeWith<Part extends string, Key = ServerKey> = Key extends `${infer Code}.${Part}` ? Code : never

/** A sentence by its stable code: `<code>.detail`. */
export type MessageCode = CodeWith<'detail'>
/** What fails with a title that is always the same, and a sentence for this time. */
export type ProblemCode = MessageCode & CodeWith<'title'>
/** What is mailed with a subject of its own. */
export type SubjectCode = MessageCode & CodeWith<'subject'>
/** Words that are said as they are, without a code that anybody reads. */
export type Phrase = Exclude<ServerKey, `${string}.${string}`>

const read = new Map<Language, Readonly<Record<string, string>>>()

/** All texts of the server in a language, by key, read from its folder when they are first wanted. */
export function serverTexts(language: Language): Readonly<Record<string, string>> {
  const known = read.get(language)
  if (known) return known
  const folder = join(import.meta.dirname, '..', language, 'server')
  const topics = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const texts = Object.assign(
    {},
    ...topics.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  )
  read.set(language, texts)
  return texts
}
