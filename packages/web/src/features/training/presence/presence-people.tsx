import { Text, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './presence.module.css'
import type { EventPresence, PresenceAnswer, PresenceCheck } from './queries.ts'

const CorrectPanel = lazily(async () => (await import('./correct-panel.tsx')).CorrectPanel)
type Person = EventPresence['people'][number]

/** Everybody against every check: when they answered, and by which way. */
export function PresencePeople({ presence }: { presence: EventPresence }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? presence.timeZone
  const [chosen, setChosen] = useState<{ person: Person; check: PresenceCheck }>()
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  const checks = presence.checks.filter(({ state }) => state !== 'coming')
  if (checks.length === 0) return null
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('presence.people')}>
        <table className={classes.people}>
          <thead>
            <tr>
              <th scope="col">{t('presence.person')}</th>
              {checks.map((check) => (
                <th key={check.id} scope="col">
                  {nameOf(check, timeOf, t)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {presence.people.map((person) => (
              <tr key={person.personId}>
                <th scope="row">
                  {person.name}
                  {person.isInstructor && <span className={classes.small}>{t('presence.teaches')}</span>}
                  {!person.isInstructor && !person.isEnrolled && (
                    <span className={classes.small}>{t('presence.gone')}</span>
                  )}
                </th>
                {checks.map((check) => (
                  <td key={check.id} data-label={nameOf(check, timeOf, t)}>
                    {person.isInstructor && check.kind === 'check' ? (
                      <Text size="sm" c="dimmed" className={classes.nobody}>
                        –
                      </Text>
                    ) : (
                      <button
                        type="button"
                        className={`${classes.cell} on-paper`}
                        onClick={() => setChosen({ person, check })}
                      >
                        <VisuallyHidden>
                          {t('app.label', { label: `${person.name}, ${nameOf(check, timeOf, t)}` })}{' '}
                        </VisuallyHidden>
                        {say(person.answers[check.id], timeOf, t)}{' '}
                        <How answer={person.answers[check.id]} timeOf={timeOf} />
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {chosen && <CorrectPanel presence={presence} {...chosen} onClose={() => setChosen(undefined)} />}
    </>
  )
}

function How({
  answer,
  timeOf,
}: {
  answer: PresenceAnswer | undefined
  timeOf: (instant: string) => string
}) {
  const { t } = useTexts()
  if (!answer) return null
  const isLate = Date.parse(answer.receivedAt) - Date.parse(answer.answeredAt) > 60_000
  const facts = [
    answer.by ? t('presence.byHand', { name: answer.by }) : t('presence.wayDone', { way: answer.way }),
    isLate ? t('presence.cameAt', { time: timeOf(answer.receivedAt) }) : '',
    answer.note,
  ]
  return <span className={classes.small}>{facts.filter(Boolean).join(' · ')}</span>
}

export function nameOf(check: PresenceCheck, timeOf: (instant: string) => string, t: Translate): string {
  return check.periodFrom && check.periodTo
    ? t('presence.halfDayShort', { from: timeOf(check.periodFrom), to: timeOf(check.periodTo) })
    : timeOf(check.opensAt)
}

function say(answer: PresenceAnswer | undefined, timeOf: (instant: string) => string, t: Translate): string {
  if (!answer) return t('presence.no')
  return answer.isPresent ? t('presence.yesAt', { time: timeOf(answer.answeredAt) }) : t('presence.notThere')
}
