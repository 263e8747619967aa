import '../../../ui/panel-styles.ts'
import { Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { changeCheck, type PresenceCheck } from './queries.ts'

interface WithdrawPanelProps {
  eventId: string
  check: PresenceCheck
  onClose: () => void
}

/** Takes a check back that was asked by mistake: it stays in the history, with why. */
export function WithdrawPanel({ eventId, check, onClose }: WithdrawPanelProps) {
  const { t } = useTexts()
  const form = useForm({ initialValues: { because: '' } })
  return (
    <SlideOver title={t('presence.withdraw')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('presence.withdraw')}
        onCancel={onClose}
        onSubmit={async ({ because }) => {
          await changeCheck(eventId, check.id, { change: 'withdraw', because, minutes: 30 })
          onClose()
        }}
      >
        <Text>{t('presence.withdrawText')}</Text>
        <Textarea label={t('presence.because')} required maxLength={500} {...form.getInputProps('because')} />
      </PanelForm>
    </SlideOver>
  )
}
