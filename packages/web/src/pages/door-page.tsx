import { useTexts } from '../app/i18n.ts'
import { useDoorEvents } from '../features/operations/door/queries.ts'
import { Page } from '../ui/page.tsx'
import { PeoplePicture } from '../ui/pictures.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { formatSpan } from '../ui/when.ts'

/** The events of today whose list at the door is one's own. */
export function DoorPage() {
  const { t, language } = useTexts()
  const events = useDoorEvents()
  return (
    <Page title={t('door.title')}>
      <Loaded query={events}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('door.none')} picture={<PeoplePicture />} text={t('door.noneText')} />
          ) : (
            <Rows label={t('door.today')}>
              {items.map((event) => (
                <Row
                  key={event.id}
                  href={`/door/${event.id}`}
                  title={event.name}
                  facts={[
                    event.isCancelled && <StateBadge tone="neutral">{t('lifecycle.cancelled')}</StateBadge>,
                    `${event.courseName} · ${event.sessionName}`,
                    formatSpan(event, event.timeZone, language),
                    event.place,
                    t('door.counts', { present: event.present, enrolled: event.enrolled }),
                  ]}
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Page>
  )
}
