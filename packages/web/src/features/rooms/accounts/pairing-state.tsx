import { Alert, Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Account } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure } from '../../../ui/states.tsx'
import { pairAccount } from './queries.ts'

const tones = { paired: 'good', 'not-paired': 'neutral', 'needs-pairing': 'warning' } as const

export function PairingBadge({ account }: { account: Account }) {
  const { t } = useTexts()
  const { state } = account.pairing
  return <StateBadge tone={tones[state]}>{t('accounts.pairingState', { state })}</StateBadge>
}

/** How the account stands with the provider, what is to be mended, and Pair. */
export function PairingPanel({ account }: { account: Account }) {
  const { t } = useTexts()
  const pair = useMutation({ mutationFn: () => pairAccount(account.id) })
  const { state, reason } = account.pairing
  if (state === 'paired') return null
  return (
    <Alert color="orange" variant="outline" title={t('accounts.pairingFailed')} role="alert">
      <Stack gap="sm" align="flex-start">
        {reason && <Text>{reason.text}</Text>}
        {pair.error && <Failure error={pair.error} />}
        <Button loading={pair.isPending || pair.isSuccess} onClick={() => pair.mutate()}>
          {t('accounts.pair')}
        </Button>
      </Stack>
    </Alert>
  )
}
