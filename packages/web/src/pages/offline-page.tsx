import { useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { OfflineList } from '../features/operations/roster/offline-list.tsx'
import { OfflineAgenda } from '../features/training/calendar/offline-agenda.tsx'
import { PresenceOffline } from '../features/training/presence/own-presence.tsx'
import { Page } from '../ui/page.tsx'

/** What stands in place of every page while the platform can't be reached. */
export function OfflinePage({ onRetry }: { onRetry: () => void }) {
  const { t } = useTexts()
  const [{ learns, teaches, code }] = useState(() => asked(window.location))
  return (
    <main style={{ maxWidth: 760, margin: '0 auto', padding: 24 }}>
      {learns && <PresenceOffline eventId={learns} code={code} />}
      {teaches && <OfflineList eventId={teaches} />}
      <Page title={t('calendar.title')} trail={[]}>
        <OfflineAgenda onRetry={onRetry} />
      </Page>
    </main>
  )
}

/** Of which event presence was to be answered or marked. */
function asked({ pathname, search }: Location) {
  return {
    learns: /^\/learn\/events\/([\w-]+)\/presence$/.exec(pathname)?.[1],
    teaches: /^\/teach\/events\/([\w-]+)/.exec(pathname)?.[1],
    code: new URLSearchParams(search).get('code') ?? '',
  }
}
