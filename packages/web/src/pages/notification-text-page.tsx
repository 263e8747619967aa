import '../ui/panel-styles.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useSampleCourses, useTemplate } from '../features/messages/notifications/queries.ts'
import { TextEditor } from '../features/messages/notifications/text-editor.tsx'
import { Loaded } from '../ui/states.tsx'

/** How one kind of notification is worded. */
export function NotificationTextPage({ kind }: { kind: string }) {
  const { t } = useTexts()
  const template = useTemplate(kind)
  useSampleCourses() // with the text, not after it
  return (
    <AdminPage
      title={template.data?.label ?? t('notices.text')}
      trail={[{ label: t('notices.settings'), href: '/admin/notifications' }]}
    >
      <Loaded query={template}>{(found) => <TextEditor key={found.kind} template={found} />}</Loaded>
    </AdminPage>
  )
}
