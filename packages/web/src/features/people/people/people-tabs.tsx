import { useTexts } from '../../../app/i18n.ts'
import { PageTabs } from '../../../ui/page-tabs.tsx'

/** People, and the groups that they are in. */
export function PeopleTabs() {
  const { t } = useTexts()
  const tabs = [
    { href: '/admin/people', label: t('nav.people') },
    { href: '/admin/groups', label: t('nav.groups') },
  ]
  return <PageTabs label={t('nav.people')} tabs={tabs} />
}
