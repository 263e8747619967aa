import { useLocation } from 'wouter'
import { Page, type PageProps } from '../ui/page.tsx'
import { adminGroupOf } from './administration.ts'
import { useTexts } from './i18n.ts'

/** A page of the administration: its way begins with the group that it stands in. */
export function AdminPage({ trail = [], ...page }: PageProps) {
  const { t } = useTexts()
  const [path] = useLocation()
  const group = adminGroupOf(path)
  if (!group || path.startsWith('/admin/people')) return <Page {...page} trail={trail} />
  const first = { label: t(group.text), ...(group.id === 'people' ? { href: '/admin/people' } : {}) }
  return <Page {...page} trail={[first, ...trail]} />
}
