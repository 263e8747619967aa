import '../../../ui/panel-styles.ts'
import { Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Account } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { toDay } from '../../../ui/zoned.ts'
import { useMe } from '../../people/auth/queries.ts'
import { MoveForm } from './move-form.tsx'

interface MovePanelProps {
  account: Account
  /** Accounts that may take the events; the account itself is left out. */
  others: readonly Account[]
  onClose: () => void
}

/** Moves coming events to another account, with progress. */
export function MovePanel({ account, others, onClose }: MovePanelProps) {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [toAccountId, setTo] = useState<string | null>(null)
  const choices = others.filter((other) => other.id !== account.id)
  return (
    <SlideOver
      title={t('app.labelled', { label: t('accounts.moveEvents'), value: account.name })}
      onClose={onClose}
    >
      <Stack>
        <Text>{t('accounts.moveEventsText')}</Text>
        <MoveForm
          accounts={toAccountId ? [{ fromAccountId: account.id, toAccountId }] : undefined}
          firstDay={toDay(new Date().toISOString(), zone)}
          fromAccountId={account.id}
        >
          <Select
            label={t('accounts.moveTo')}
            data={choices.map((other) => ({ value: other.id, label: other.name }))}
            value={toAccountId}
            onChange={setTo}
          />
        </MoveForm>
      </Stack>
    </SlideOver>
  )
}
