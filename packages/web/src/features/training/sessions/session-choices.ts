import type { ComboboxData } from '@mantine/core'
import type { Session } from '../../../api/client.ts'
import type { Translate } from '../../../app/i18n.ts'

type Offered = Pick<Session, 'id' | 'name' | 'lastEndsAt'>

/**
 * Sessions to choose from: those that are over stand last, and under a heading that says so.
 *
 * @param labelOf what a session is called there; left out = its name
 */
export function sessionChoices<S extends Offered>(
  sessions: readonly S[],
  { t, now, labelOf = ({ name }) => name }: { t: Translate; now: number; labelOf?: (session: S) => string },
): ComboboxData {
  const isOver = ({ lastEndsAt }: Offered) => lastEndsAt !== null && Date.parse(lastEndsAt) <= now
  const toItem = (session: S) => ({ value: session.id, label: labelOf(session) })
  const over = sessions.filter(isOver).map(toItem)
  const others = sessions.filter((session) => !isOver(session)).map(toItem)
  return over.length > 0 ? [...others, { group: t('sessions.over'), items: over }] : others
}
