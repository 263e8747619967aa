import { Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import type { OwnNoShows } from './queries.ts'

/** By each rule that is about somebody: how many no-shows count, and until when they can’t enroll themselves. */
export function Standings({ standings, isOwn }: { standings: OwnNoShows['standings']; isOwn: boolean }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const own = isOwn ? 'yes' : 'no'
  return (
    <Stack gap="xs">
      {standings.map(({ courseId, courseName, count, fromCount, withinDays, coolDownDays, until }) => (
        <div key={courseId ?? 'platform'}>
          <Text fw={600}>
            {courseName ? t('noShows.countIn', { count, course: courseName }) : t('noShows.count', { count })}
          </Text>
          {until && <Text>{t('noShows.until', { own, when: formatMoment(until, zone, language) })}</Text>}
          <Text size="sm" c="dimmed">
            {t('noShows.ruleSays', { own, fromCount, within: withinDays, days: coolDownDays })}
          </Text>
        </div>
      ))}
    </Stack>
  )
}
