import { Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { type Certificate, recall, reissue } from './queries.ts'

interface ReasonPanelProps {
  certificate: Certificate
  what: 'recall' | 'reissue'
  onClose: () => void
}

/** Why a certificate is recalled, or issued anew. */
export function ReasonPanel({ certificate, what, onClose }: ReasonPanelProps) {
  const { t } = useTexts()
  const { number } = certificate
  const form = useForm({ initialValues: { reason: '' } })
  const isRecall = what === 'recall'
  const send = async ({ reason }: { reason: string }) => {
    await (isRecall ? recall : reissue)({ certificate, reason })
    onClose()
  }
  return (
    <SlideOver
      title={t(isRecall ? 'certificates.recallTitle' : 'certificates.reissueTitle', { number })}
      onClose={onClose}
    >
      <Text mb="md">{t(isRecall ? 'certificates.recallText' : 'certificates.reissueText')}</Text>
      <PanelForm
        form={form}
        submitLabel={t(isRecall ? 'certificates.recall' : 'certificates.reissue')}
        onSubmit={send}
        onCancel={onClose}
      >
        <Textarea
          label={t('certificates.reason')}
          maxLength={500}
          autosize
          minRows={2}
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('reason')}
        />
      </PanelForm>
    </SlideOver>
  )
}
