import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { answered, api } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { Page } from '../ui/page.tsx'
import { Failure } from '../ui/states.tsx'

/** Where the link of a reminder or of a report leads: only a press ends them, because programs open links by themselves. */
export function UnsubscribePage() {
  const { t } = useTexts()
  const asked = new URLSearchParams(window.location.search)
  const token = asked.get('token') ?? ''
  const about = asked.get('about') === 'report' ? 'report' : 'reminders'
  const end = useMutation({
    mutationFn: () => answered(api.POST('/api/v1/unsubscriptions', { body: { token } })),
  })
  return (
    <div style={{ maxWidth: 560, margin: '0 auto', padding: '48px 16px' }}>
      <Page title={t('notices.unsubscribe', { about })} trail={[]}>
        {end.isSuccess ? (
          <Text role="status">{t('notices.unsubscribed', { about })}</Text>
        ) : (
          <Stack align="flex-start">
            <Text>{t('notices.unsubscribeText', { about })}</Text>
            {end.error && <Failure error={end.error} />}
            <Button loading={end.isPending} onClick={() => end.mutate()}>
              {t('notices.unsubscribe', { about })}
            </Button>
          </Stack>
        )}
      </Page>
    </div>
  )
}
