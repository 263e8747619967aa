import { Alert, Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useSearchParams } from 'wouter'
import type { Account, App } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure } from '../../../ui/states.tsx'
import { accountsKey, pairAccount, recheckAccount } from './queries.ts'

const tones = { paired: 'good', 'not-paired': 'neutral', 'needs-pairing': 'warning' } as const

export function PairingBadge({ app, account }: { app: App; account: Account }) {
  const { t } = useTexts()
  const { state } = account.pairing
  return (
    <StateBadge tone={tones[state]}>
      {t(app.auth === 'oauth-user' ? 'accounts.pairingState' : 'accounts.checkState', { state })}
    </StateBadge>
  )
}

interface PairingPanelProps {
  app: App
  account: Account
  /** Counts up when it is to be looked at: it comes into view, with the focus on *Pair*. */
  called?: number
}

/** How the account stands with the provider, what is to be mended, and Pair or another check. */
export function PairingPanel({ app, account, called = 0 }: PairingPanelProps) {
  const { t } = useTexts()
  const [search] = useSearchParams()
  const client = useQueryClient()
  const pairs = app.auth === 'oauth-user'
  const pair = useMutation<unknown>({
    mutationFn: () => (pairs ? pairAccount(account.id) : recheckAccount(account.id)),
    // A pairing leaves this page.
    onSuccess: () => !pairs && client.invalidateQueries({ queryKey: accountsKey }),
  })
  const button = useRef<HTMLButtonElement>(null)
  const { state, reason } = account.pairing
  const isPaired = state === 'paired'
  // Of a paired account the last failed walk is of interest to who comes from it.
  const isShown = !isPaired || (reason !== null && search.get('pairing') === reason.code)
  useEffect(() => {
    if (called === 0 || isPaired) return
    button.current?.scrollIntoView({ block: 'center' })
    button.current?.focus({ preventScroll: true })
  }, [called, isPaired])
  if (!isShown) return null
  return (
    <Alert
      color="orange"
      variant="outline"
      title={t(
        !pairs ? 'accounts.checkFailed' : isPaired ? 'accounts.pairingNotDone' : 'accounts.pairingFailed',
      )}
      role="alert"
    >
      <Stack gap="sm" align="flex-start">
        {reason && <Text>{reason.text}</Text>}
        {isPaired && <Text>{t('accounts.staysPaired')}</Text>}
        {pair.error && <Failure error={pair.error} />}
        <Button
          ref={button}
          loading={pair.isPending || (pairs && pair.isSuccess)}
          onClick={() => pair.mutate()}
        >
          {t(pairs ? 'accounts.pair' : 'accounts.checkAgain')}
        </Button>
      </Stack>
    </Alert>
  )
}
