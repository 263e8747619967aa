import { Stack, Text, Title } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { type KeptRoster, keepMarks, onKept, rosterKept } from './kept-marks.ts'
import classes from './list.module.css'

type Learner = KeptRoster['learners'][number]

/** The list of an event as this phone saw it last: who is marked here is marked at the platform once there is a network. */
export function OfflineList({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const roster = useSyncExternalStore(onKept, () => rosterKept(eventId))
  if (!roster) return <Text c="dimmed">{t('presence.offlineNobody')}</Text>
  const marked = new Map(roster.marks.map((mark) => [mark.personId, mark.status]))
  const statusOf = ({ personId, attendance }: Learner) => marked.get(personId) ?? attendance.status
  const press = (learner: Learner) => {
    const isPresent = statusOf(learner) === 'present'
    const { minutes, note, version } = learner.attendance
    const mark = { personId: learner.personId, minutes, note, version, markedAt: new Date().toISOString() }
    keepMarks(eventId, [{ ...mark, status: isPresent ? 'absent' : 'present' }])
  }
  return (
    <Stack gap="sm" component="section" aria-labelledby="offline-list">
      <Title order={2} size="h4" id="offline-list">
        {t('presence.offlineListOf', { name: roster.name })}
      </Title>
      <Text size="sm" role="status">
        {t('presence.offlineKept', { count: roster.marks.length })}
      </Text>
      <ul className={classes.sheet}>
        {roster.learners.map((learner) => {
          const isPresent = statusOf(learner) === 'present'
          return (
            <li key={learner.personId} className={classes.mark}>
              <span className={classes.who}>{learner.name}</span>
              <div className={classes.choices}>
                <button
                  type="button"
                  className={classes.choice}
                  data-status="present"
                  aria-pressed={isPresent}
                  aria-label={t('app.labelled', {
                    label: t('presence.offlineMark', { is: isPresent ? 'yes' : 'no' }),
                    value: learner.name,
                  })}
                  onClick={() => press(learner)}
                >
                  {t('presence.offlineMark', { is: isPresent ? 'yes' : 'no' })}
                </button>
              </div>
            </li>
          )
        })}
      </ul>
    </Stack>
  )
}
