import { Button, Group } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTexts, withTexts } from '../app/i18n.ts'
import { InstallButton } from '../app/install-button.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { Calendar } from '../features/training/calendar/calendar.tsx'
import { Page } from '../ui/page.tsx'
import { Loading } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'

const SubscribePanel = lazy(async () => ({
  default: (
    await withTexts(['personal', 'planning'], import('../features/people/profile/subscribe-panel.tsx'))
  ).SubscribePanel,
}))

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
      {me && <Calendar me={me} />}
      {panel === 'subscribe' && (
        <Suspense fallback={<Loading />}>
          <SubscribePanel onClose={close} />
        </Suspense>
      )}
    </Page>
  )
}
