import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { eventsKey, switchToSpare } from './queries.ts'

/**
 * Leads everybody to the room that is held ready, or back; nothing where there is none that people can be led to. Quiet where
 * nothing is wrong.
 */
export function SwitchButton({ event, isQuiet = false }: { event: Event; isQuiet?: boolean }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const { spare } = event
  if (!spare?.isReady || !event.may.edit || event.cancelled) return null
  const words = t(spare.wasLed ? 'spare.switchBack' : 'spare.switch')
  return (
    <>
      <Button {...(isQuiet && { variant: 'default' })} onClick={() => setAsking(true)}>
        {words}
      </Button>
      {isAsking && (
        <Confirm
          title={words}
          text={t('spare.switchText', { account: spare.accountName, tool: spare.toolName[language] })}
          action={words}
          onConfirm={async () => {
            await switchToSpare(event.id, spare.accountId)
            await client.invalidateQueries({ queryKey: eventsKey })
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
