import { Anchor, Group, Stack, Text } from '@mantine/core'
import type { CSSProperties } from 'react'
import { Link } from 'wouter'
import type { SessionAttendance } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatUnit } from '../../../ui/formats.ts'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './list.module.css'

/** Neither marked nor judged. */
const notHeld = { status: 'not-set', source: null, seconds: null } as const

/** Learners against events of a session. */
export function SessionMatrix({ sessionId, sheet }: { sessionId: string; sheet: SessionAttendance }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  if (sheet.events.length === 0 || sheet.learners.length === 0)
    return <Text c="dimmed">{t('matrix.empty')}</Text>
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Anchor href={`/api/v1/sessions/${sessionId}/attendance.csv`} download>
          {t('sheet.csv')}
        </Anchor>
        <Anchor href={`/api/v1/sessions/${sessionId}/attendance.xlsx`} download>
          {t('verdicts.xlsx')}
        </Anchor>
        <Anchor href={`/api/v1/sessions/${sessionId}/evidence.zip`} download>
          {t('matrix.evidence')}
        </Anchor>
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: by keyboard it is scrolled only when it can be reached */}
      <section className={classes.scroll} aria-label={t('teach.attendance')} tabIndex={0}>
        <table className={classes.matrix} style={{ '--events': sheet.events.length } as CSSProperties}>
          <thead>
            <tr>
              <th scope="col">{t('matrix.learner')}</th>
              {sheet.events.map((event) => (
                <th key={event.id} scope="col">
                  <Anchor component={Link} href={`/teach/events/${event.id}/attendance`} size="sm">
                    {event.name}
                  </Anchor>
                  <span className={classes.small}>{formatDay(event.startsAt, zone, language)}</span>
                </th>
              ))}
              <th scope="col">{t('matrix.completed')}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.learners.map((learner) => (
              <tr key={learner.personId}>
                <th scope="row">{learner.name}</th>
                {sheet.events.map(({ id }) => {
                  const { status, source, seconds } = learner.held[id] ?? notHeld
                  return (
                    <td key={id} className={classes.cell} data-status={status}>
                      {t('sheet.statusName', { status })}
                      {source && (
                        <span className={classes.small}>
                          {[
                            seconds === null ? '' : formatUnit(Math.floor(seconds / 60), 'minute', language),
                            source === 'mark' ? t('matrix.byHand') : '',
                          ]
                            .filter(Boolean)
                            .join(' · ')}
                        </span>
                      )}
                    </td>
                  )
                })}
                <td>{learner.isCompleted ? t('matrix.completed') : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Stack>
  )
}
