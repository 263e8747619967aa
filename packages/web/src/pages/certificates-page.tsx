import '../ui/panel-styles.ts'
import { Stack } from '@mantine/core'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { KeyCard } from '../features/training/certificates/key-card.tsx'
import { useTemplate } from '../features/training/certificates/queries.ts'
import { TemplateForm } from '../features/training/certificates/template-form.tsx'
import { Loaded } from '../ui/states.tsx'

/** What people get for a session that they completed. */
export function CertificatesPage() {
  const { t } = useTexts()
  const template = useTemplate()
  return (
    <AdminPage title={t('certificates.title')} below={t('certificates.below')}>
      <Loaded query={template}>
        {(found) => (
          <Stack gap="xl" maw={640}>
            <TemplateForm template={found} />
            <KeyCard keys={found.keys} />
          </Stack>
        )}
      </Loaded>
    </AdminPage>
  )
}
