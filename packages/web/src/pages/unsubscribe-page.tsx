import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { answered, api } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { Page } from '../ui/page.tsx'
import { Failure } from '../ui/states.tsx'

/** Where the link of a reminder leads: only a press ends reminders, because programs open links by themselves. */
export function UnsubscribePage() {
  const { t } = useTexts()
  const token = new URLSearchParams(window.location.search).get('token') ?? ''
  const end = useMutation({
    mutationFn: () => answered(api.POST('/api/v1/unsubscriptions', { body: { token } })),
  })
  return (
    <div style={{ maxWidth: 560, margin: '0 auto', padding: '48px 16px' }}>
      <Page title={t('notices.unsubscribe')} trail={[]}>
        {end.isSuccess ? (
          <Text role="status">{t('notices.unsubscribed')}</Text>
        ) : (
          <Stack align="flex-start">
            <Text>{t('notices.unsubscribeText')}</Text>
            {end.error && <Failure error={end.error} />}
            <Button loading={end.isPending} onClick={() => end.mutate()}>
              {t('notices.unsubscribe')}
            </Button>
          </Stack>
        )}
      </Page>
    </div>
  )
}
