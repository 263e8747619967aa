import '../../../ui/panel-styles.ts'
import { Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Account } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { toDay } from '../../../ui/zoned.ts'
import { useMe } from '../../people/auth/queries.ts'
import { useConferencingTools } from '../../rooms/tools/queries.ts'
import { MoveForm } from './move-form.tsx'

interface MovePanelProps {
  account: Account
  onClose: () => void
}

/** Moves coming events to another account, of any tool, with progress. */
export function MovePanel({ account, onClose }: MovePanelProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [toAccountId, setTo] = useState<string | null>(null)
  const tools = useConferencingTools().data?.items ?? []
  const choices = tools.flatMap((tool) => {
    const others = tool.accounts.filter(({ id, usable }) => usable && id !== account.id)
    const items = others.map(({ id, name, sessionTypeName }) => ({
      value: id,
      label: `${name} · ${sessionTypeName[language]}`,
    }))
    return items.length > 0 ? [{ group: tool.name[language], items }] : []
  })
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
          <Select label={t('accounts.moveTo')} data={choices} value={toAccountId} onChange={setTo} />
        </MoveForm>
      </Stack>
    </SlideOver>
  )
}
