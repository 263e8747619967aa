import { Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { instantsOf } from '../../../ui/wall.ts'
import { cityOf, differs, formatSpan } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'

interface PlannedWhenProps {
  startsWall: string
  endsWall: string
  timeZone: string
}

/** What the fields of a form mean, in words: in the event's zone, and in one's own where that differs. */
export function PlannedWhen({ startsWall, endsWall, timeZone }: PlannedWhenProps) {
  const { t, language } = useTexts()
  const own = useMe().data?.timeZone ?? timeZone
  const isFilledIn = /T\d\d:\d\d$/.test(startsWall) && /T\d\d:\d\d$/.test(endsWall)
  if (!isFilledIn || !timeZone || Number.isNaN(Date.parse(`${startsWall}Z`))) return null
  const wrong = [startsWall, endsWall].find((wall) => instantsOf(wall, timeZone).length !== 1)
  if (wrong) {
    const isSkipped = instantsOf(wrong, timeZone).length === 0
    const words = { time: wrong.slice(11), city: cityOf(timeZone) }
    return (
      <Text size="sm" c="error" role="status">
        {t(isSkipped ? 'events.timeSkipped' : 'events.timeTwice', words)}
      </Text>
    )
  }
  const instant = (wall: string) => new Date(instantsOf(wall, timeZone)[0] ?? 0).toISOString()
  const span = { startsAt: instant(startsWall), endsAt: instant(endsWall) }
  if (span.endsAt <= span.startsAt) return null
  return (
    <Text size="sm" c="dimmed" role="status">
      {formatSpan(span, timeZone, language)}
      {differs(span, timeZone, own) && (
        <>
          <br />
          {t('events.forYou', { when: formatSpan(span, own, language) })}
        </>
      )}
    </Text>
  )
}
