import { useTexts } from '../app/i18n.ts'
import { AttendanceReport } from '../features/operations/reports/attendance-report.tsx'
import { ExpiringReport } from '../features/operations/reports/expiring-report.tsx'
import { RoomsReport } from '../features/operations/reports/rooms-report.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { Page } from '../ui/page.tsx'
import { PageTabs } from '../ui/page-tabs.tsx'

/** What the platform did in a period, in numbers. */
export function ReportsPage({ view = 'attendance' }: { view: string | undefined }) {
  const { t } = useTexts()
  const isAll = useMe().data?.may.administer ?? false
  const tabs = [
    { href: '/reports/attendance', label: t('reports.attendance') },
    ...(isAll ? [{ href: '/reports/rooms', label: t('reports.rooms') }] : []),
    { href: '/reports/expiring', label: t('reports.expiring') },
  ]
  return (
    <Page title={t('reports.title')} trail={[]}>
      <PageTabs label={t('reports.kinds')} tabs={tabs} />
      {view === 'rooms' && isAll ? (
        <RoomsReport />
      ) : view === 'expiring' ? (
        <ExpiringReport />
      ) : (
        <AttendanceReport />
      )}
    </Page>
  )
}
