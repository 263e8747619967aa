import '../../../ui/panel-styles.ts'
import { useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { ChangePreview } from '../previews/change-preview.tsx'

interface DeletePanelProps {
  event: Event
  onDelete: (quiet: boolean) => Promise<unknown>
  onClose: () => void
}

/** Asks before an event is deleted, and says what that does. */
export function DeletePanel({ event, onDelete, onClose }: DeletePanelProps) {
  const { t } = useTexts()
  const [quiet, setQuiet] = useState(false)
  return (
    <Confirm
      title={t('event.deleteTitle', { name: event.name })}
      text={t('event.deleteText', { room: event.tool && !event.cancelled ? 'yes' : 'no' })}
      action={t('app.delete')}
      onConfirm={() => onDelete(quiet)}
      onClose={onClose}
    >
      <ChangePreview
        request={{ action: 'delete-event', eventId: event.id }}
        quiet={{ value: quiet, onChange: setQuiet }}
      />
    </Confirm>
  )
}
