import { type Column, readTable, type Table, type TableRow } from '../../../csv/csv.ts'

export type PeopleColumn =
  | 'email'
  | 'first_name'
  | 'last_name'
  | 'roles'
  | 'language'
  | 'time_zone'
  | 'manager'
/** What columns of other programs say of names. */
type NameColumn = 'name' | 'full_name' | 'last_and_first_name'

/** Where tables of people have their addresses. */
export const emailColumn = {
  name: 'email',
  needed: true,
  aliases: [
    'mail',
    'email address',
    'e-mail 1 - value',
    'e-mail 1 address',
    'work email',
    'work email address',
    'business email',
    'primary work email',
    'primary email',
    'email - work',
    'email - primary work',
    'company email',
    'user email',
    'attendee email',
    'registrant email',
    'participant email',
    'email aziendale',
    'mail aziendale',
    'email di lavoro',
    'posta elettronica',
    'indirizzo di posta elettronica',
    'indirizzo e-mail',
    'indirizzo mail',
    'e-mail-adresse',
    'adresse e-mail',
    'correo electrónico',
    'user principal name',
    'participant id (upn)',
    'upn',
    'address',
    'indirizzo',
  ],
} as const satisfies Column<'email'>

/**
 * Headings of our own files and of other programs: Google Contacts and Workspace, Outlook, Microsoft 365 and Entra,
 * Moodle, Docebo, Workday, SuccessFactors, Zoom, Teams, GoTo, Eventbrite, and lists made by hand.
 */
const columns: readonly Column<PeopleColumn | NameColumn>[] = [
  emailColumn,
  {
    name: 'first_name',
    needed: false,
    aliases: [
      'given name',
      'forename',
      'preferred first name',
      'legal first name',
      'legal name - first name',
      'attendee first name',
      'nome di battesimo',
      'vorname',
      'prénom',
    ],
  },
  {
    name: 'last_name',
    needed: false,
    aliases: [
      'surname',
      'family name',
      'preferred last name',
      'legal last name',
      'legal name - last name',
      'attendee last name',
      'cognome',
      'nachname',
      'familienname',
      'nom de famille',
      'apellidos',
    ],
  },
  { name: 'name', needed: false, aliases: ['nome', 'nombre'] },
  {
    name: 'full_name',
    needed: false,
    aliases: [
      'display name',
      'name (original name)',
      'user name (original name)',
      'attendee name',
      'participant name',
      'participant',
      'attendee',
      'employee name',
      'worker',
      'legal name',
      'first and last name',
      'first name last name',
      'nome completo',
      'nome e cognome',
      'nome cognome',
      'nominativo',
      'partecipante',
      'vollständiger name',
      'vor- und nachname',
      'vorname und nachname',
      'anzeigename',
    ],
  },
  {
    name: 'last_and_first_name',
    needed: false,
    aliases: [
      'cognome e nome',
      'cognome nome',
      'last name, first name',
      'last, first',
      'surname and name',
      'surname, first name',
      'nachname, vorname',
      'name, vorname',
    ],
  },
  {
    name: 'roles',
    needed: false,
    aliases: ['role', 'level', 'user level', 'ruolo', 'ruoli', 'livello', 'rolle', 'rollen'],
  },
  {
    name: 'language',
    needed: false,
    aliases: ['lang', 'preferred language', 'locale', 'default locale', 'lingua', 'sprache'],
  },
  {
    name: 'time_zone',
    needed: false,
    aliases: ['zone', 'timezone', 'fuso orario', 'zeitzone', 'fuso'],
  },
  {
    name: 'manager',
    needed: false,
    aliases: [
      'manager email',
      'manager e-mail',
      'manager email address',
      'direct manager email',
      'supervisor email',
      'line manager email',
      'email responsabile',
      'e-mail responsabile',
      'email del responsabile',
      'vorgesetzte',
      'führungskraft',
      'e-mail führungskraft',
    ],
  },
]

/** Columns of our own files that say something to people alone. */
const shownOnly = ['state', 'status', 'since', 'position', 'offer_until']

/** A row of people; the name is in one piece where the table has it so. */
export interface PeopleRow extends TableRow<PeopleColumn> {
  /** Set when the first and the last name are a guess at where this is parted. */
  readonly wholeName: string | undefined
}

/**
 * Reads people. Names stand in two columns or in one: then the first word is the first name, or the last name comes
 * first where the heading or a comma says so.
 *
 * @throws {InvalidInputError} for a text that is no table, as {@link readTable}
 */
export function readPeopleTable(
  text: string,
  maxRows: number,
): Pick<Table<PeopleColumn>, 'unread'> & { rows: PeopleRow[] } {
  const { rows, found, unread } = readTable(text, columns, maxRows, shownOnly)
  const isFirst = found.has('last_name') && !found.has('first_name') // `Name` beside `Surname`
  return {
    unread,
    rows: rows.map((row) => {
      const { name, full_name: full, last_and_first_name: turned, ...cells } = row.cells
      const given = cells.first_name || (isFirst ? name : '')
      const whole = full || turned || (isFirst ? '' : name)
      if (given || cells.last_name || !whole)
        return { ...row, cells: { ...cells, first_name: given }, wholeName: undefined }
      const parts = partName(whole, turned !== '' && !full)
      return { ...row, cells: { ...cells, ...parts }, wholeName: whole }
    }),
  }
}

function partName(whole: string, isTurned: boolean): { first_name: string; last_name: string } {
  const [last, ...first] = whole.split(/,\s*/)
  if (first.length > 0) return { first_name: first.join(' ').trim(), last_name: (last ?? '').trim() }
  const [one = '', ...others] = whole.split(/\s+/)
  const rest = others.join(' ')
  return isTurned && rest ? { first_name: rest, last_name: one } : { first_name: one, last_name: rest }
}
