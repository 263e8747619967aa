import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Facts } from '../../../ui/facts.tsx'
import { formatList } from '../../../ui/formats.ts'

/** Breaks for everybody; for planners also what else they have said about an event. */
export function EventPlan({ event }: { event: Event }) {
  const { t, language } = useTexts()
  const timeOf = (wall: string) => wall.split('T')[1]
  const breaks = event.breaks.map(({ startsWall, endsWall }) => `${timeOf(startsWall)}–${timeOf(endsWall)}`)
  const { joinOpensMinutes: minutes } = event
  const planned: [string, string | null][] = event.may.edit
    ? [
        [t('events.ownInstructors'), event.hasOwnInstructors ? t('events.ownStaff') : null],
        [t('events.joinWindow'), minutes === null ? null : t('events.joinOpensValue', { count: minutes })],
        // Where none is made there is nothing to show; after the end the page says what there is.
        [
          t('events.recording'),
          event.tool?.records && !event.cancelled
            ? t(event.showsRecording ? 'events.recordingShown' : 'events.recordingHidden')
            : null,
        ],
      ]
    : []
  return <Facts facts={[[t('events.breaks'), formatList(breaks, language)], ...planned]} />
}
