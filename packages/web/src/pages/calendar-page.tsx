import { Button, Group } from '@mantine/core'
import { Suspense } from 'react'
import type { Me } from '../api/client.ts'
import { useTexts, withTexts } from '../app/i18n.ts'
import { InstallButton } from '../app/install-button.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { Calendar } from '../features/training/calendar/calendar.tsx'
import { usePlace } from '../features/training/calendar/use-place.ts'
import { loadable } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { Loading } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'

const SubscribePanel = loadable(
  async () =>
    (await withTexts(['personal', 'planning'], import('../features/people/profile/subscribe-panel.tsx')))
      .SubscribePanel,
)

const Board = loadable(
  async () => (await withTexts(['board', 'planning'], import('../features/training/board/board.tsx'))).Board,
)

export function CalendarPage() {
  const { t } = useTexts()
  const me = useMe().data
  const { panel, open, close } = usePanel()
  return (
    <Page
      title={t('calendar.title')}
      action={
        <Group gap="xs">
          <InstallButton />
          <Button variant="default" onClick={() => open('subscribe')}>
            {t('calendar.subscribe')}
          </Button>
        </Group>
      }
    >
      {me && <OwnCalendar me={me} />}
      {panel === 'subscribe' && (
        <Suspense fallback={<Loading />}>
          <SubscribePanel onClose={close} />
        </Suspense>
      )}
    </Page>
  )
}

/** Who plans all events has a board to do it on; everybody else sees what concerns them. */
function OwnCalendar({ me }: { me: Me }) {
  const [place, go] = usePlace(me.timeZone, me.may.administer ? 'all' : 'mine')
  const isPlanner = me.may.teach || me.may.administer
  if (place.scope !== 'all' || !isPlanner) return <Calendar me={me} place={place} onGo={go} />
  return (
    <Suspense fallback={<Loading />}>
      <Board me={me} place={place} onGo={go} />
    </Suspense>
  )
}
