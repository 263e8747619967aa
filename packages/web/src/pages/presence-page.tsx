import { Anchor } from '@mantine/core'
import { Link, useSearch } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { useEvent } from '../features/training/events/queries.ts'
import { Presence } from '../features/training/presence/own-presence.tsx'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'

/** What one is asked in an event, alone on a phone's screen: where a QR code leads. */
export function PresencePage({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const event = useEvent(eventId)
  const code = new URLSearchParams(useSearch()).get('code') ?? ''
  return (
    <Loaded query={event} isPage>
      {({ id, name }) => (
        <Page
          title={name}
          trail={[]}
          below={
            <Anchor component={Link} href={`/learn/events/${id}`} size="sm">
              {t('presence.toEvent')}
            </Anchor>
          }
        >
          <Presence eventId={id} code={code} />
        </Page>
      )}
    </Loaded>
  )
}
