import '../ui/panel-styles.ts'
import { Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { Erasures } from '../features/people/data-protection/erasures.tsx'
import { useRetention } from '../features/people/data-protection/queries.ts'
import { Requests } from '../features/people/data-protection/requests.tsx'
import { RetentionForm } from '../features/people/data-protection/retention-form.tsx'
import { Loaded } from '../ui/states.tsx'

/** How long data is kept, who wants theirs erased, and whose was. */
export function DataPage() {
  const { t } = useTexts()
  const retention = useRetention()
  return (
    <AdminPage title={t('data.title')} below={t('data.below')}>
      <Stack gap="xl" maw={640}>
        <Part title={t('data.requests')}>
          <Requests />
        </Part>
        <Part title={t('data.retention')} text={t('data.retentionText')}>
          <Loaded query={retention}>{(found) => <RetentionForm retention={found} />}</Loaded>
        </Part>
        <Part title={t('data.erasures')} text={t('data.erasuresText')}>
          <Erasures />
        </Part>
      </Stack>
    </AdminPage>
  )
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h4" id={id} mb="xs">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" mb="md">
          {text}
        </Text>
      )}
      {children}
    </section>
  )
}
