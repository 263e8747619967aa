import '../ui/panel-styles.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { PlatformForm } from '../features/platform/platforms/platform-form.tsx'
import { usePlatformSettings } from '../features/platform/platforms/queries.ts'
import { RuleCard } from '../features/training/attendance-rule/rule-card.tsx'
import { Loaded } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'

/** What people see of the platform, and what everything new begins with. */
export function PlatformPage() {
  const { t } = useTexts()
  const settings = usePlatformSettings()
  return (
    <AdminPage title={t('platform.title')} below={t('platform.below')}>
      <Together>
        <Loaded query={settings}>{(found) => <PlatformForm settings={found} />}</Loaded>
        <RuleCard />
      </Together>
    </AdminPage>
  )
}
