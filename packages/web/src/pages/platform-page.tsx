import '../ui/panel-styles.ts'
import { Button } from '@mantine/core'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts, withTexts } from '../app/i18n.ts'
import { PlatformForm } from '../features/platform/platforms/platform-form.tsx'
import { usePlatformSettings } from '../features/platform/platforms/queries.ts'
import { RuleCard } from '../features/training/attendance-rule/rule-card.tsx'
import { lazily } from '../ui/lazily.tsx'
import { Loaded } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'
import { usePanel } from '../ui/use-panel.ts'

const NoShowsPanel = lazily(
  async () =>
    (await withTexts(['noshows'], import('../features/training/no-shows/platform-rule-panel.tsx')))
      .PlatformNoShowsPanel,
)

/** What people see of the platform, and what everything new begins with. */
export function PlatformPage() {
  const { t } = useTexts()
  const settings = usePlatformSettings()
  const { panel, open, close } = usePanel()
  return (
    <AdminPage
      title={t('platform.title')}
      below={t('platform.below')}
      action={
        <Button variant="default" onClick={() => open('no-shows')}>
          {t('course.noShows')}
        </Button>
      }
    >
      <Together>
        <Loaded query={settings}>{(found) => <PlatformForm settings={found} />}</Loaded>
        <RuleCard />
      </Together>
      {panel === 'no-shows' && settings.data && <NoShowsPanel settings={settings.data} onClose={close} />}
    </AdminPage>
  )
}
