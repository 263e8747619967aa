import { Stack, Text } from '@mantine/core'
import type { Account } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useProviderCalls } from './queries.ts'

/** The address that a person gives to the tool, and whether it calls there. Nothing for a tool that calls no such address. */
export function CallsAddress({ account }: { account: Account }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const calls = useProviderCalls(account.id, true)
  const address = calls.data?.address
  if (!calls.data || !address) return null
  const { provider } = calls.data
  const field = address.secretField?.[language] ?? ''
  const when = (moment: string) => formatMoment(moment, zone, language)
  return (
    <Stack gap="xs">
      <CopyField
        label={t('accounts.callsAddress', { provider })}
        description={address.help[language]}
        value={address.url}
      />
      <Text size="sm" c="dimmed">
        {t('accounts.callsState', { state: address.state, provider, field })}{' '}
        {address.heardAt && t('accounts.called', { when: when(address.heardAt) })}
      </Text>
      {address.refusedAt && (
        <Text size="sm" role="status">
          {field
            ? t('accounts.callsRefused', { when: when(address.refusedAt), field, provider })
            : t('accounts.callsRefusedPlain', { when: when(address.refusedAt) })}
        </Text>
      )}
    </Stack>
  )
}
