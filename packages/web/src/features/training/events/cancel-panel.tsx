import '../../../ui/panel-styles.ts'
import { Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { ChangePreview } from '../previews/change-preview.tsx'
import { cancelEvent, eventsKey, restoreEvent } from './queries.ts'

export interface SaidOfCancelling {
  /** That it was cancelled is taken back. */
  readonly isRestored: boolean
  readonly reason: string
  readonly overlapReason: string
}

interface CancelPanelProps {
  event: Event
  /** In place of cancelling or restoring it for good. */
  save?: (said: SaidOfCancelling, quiet: boolean) => Promise<unknown>
  onClose: () => void
}

/** Cancels an event with a reason, or takes that back. */
export function CancelPanel({ event, save, onClose }: CancelPanelProps) {
  const { t } = useTexts()
  const client = useQueryClient()
  const form = useForm({ initialValues: { reason: '', overlapReason: '', instructorIds: '' } })
  // It stays what it was opened for, whatever a colleague does meanwhile.
  const [isCancelled] = useState(event.cancelled !== null)
  const [quiet, setQuiet] = useState(false)
  const submit = async ({ reason, overlapReason }: { reason: string; overlapReason: string }) => {
    if (save) await save({ isRestored: isCancelled, reason, overlapReason }, quiet)
    else if (isCancelled) await restoreEvent(event.id, overlapReason, quiet)
    else await cancelEvent(event.id, reason, quiet)
    await client.invalidateQueries({ queryKey: eventsKey })
    onClose()
  }
  const request = isCancelled
    ? ({ action: 'restore-event', eventId: event.id } as const)
    : ({ action: 'cancel-event', eventId: event.id, reason: '' } as const)
  return (
    <SlideOver title={t(isCancelled ? 'cancel.restoreTitle' : 'cancel.title')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(isCancelled ? 'event.restore' : 'event.cancel')}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Text>
          {t(isCancelled ? 'cancel.restoreText' : 'cancel.text', { room: event.tool ? 'yes' : 'no' })}
        </Text>
        {!isCancelled && (
          <Textarea
            label={t('cancel.reason')}
            description={t('cancel.reasonHelp')}
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            {...form.getInputProps('reason')}
          />
        )}
        {isCancelled && form.errors.overlapReason && (
          <Textarea
            label={t('overlap.reason')}
            description={t('overlap.reasonHelp')}
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('overlapReason')}
            error={[form.errors.instructorIds, form.errors.overlapReason].filter(Boolean).join(' ')}
          />
        )}
        <ChangePreview
          // What was refused stands at its field already.
          request={Object.keys(form.errors).length > 0 ? null : request}
          quiet={{ value: quiet, onChange: setQuiet }}
        />
      </PanelForm>
    </SlideOver>
  )
}
