import '../../../ui/panel-styles.ts'
import { Radio, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { type MessageFields, sendMessage } from './queries.ts'

interface MessagePanelProps {
  eventId: string
  /** How many will read it. */
  count: number
  onSent: (told: number) => void
  onClose: () => void
}

/** A mail to everybody who has a place. */
export function MessagePanel({ eventId, count, onSent, onClose }: MessagePanelProps) {
  const { t } = useTexts()
  const form = useForm<MessageFields & Record<string, unknown>>({
    initialValues: { about: 'event', subject: '', text: '' },
  })
  const submit = async ({ about, subject, text }: MessageFields) => {
    const { told } = await sendMessage(eventId, { about, subject, text })
    onSent(told)
    onClose()
  }
  return (
    <SlideOver title={t('message.title')} onClose={onClose}>
      <PanelForm form={form} submitLabel={t('message.send', { count })} onSubmit={submit} onCancel={onClose}>
        <Text>{t('message.text', { count })}</Text>
        <TextInput
          label={t('message.subject')}
          maxLength={200}
          required
          data-autofocus
          {...form.getInputProps('subject')}
        />
        <Textarea
          label={t('message.body')}
          autosize
          minRows={5}
          maxLength={5000}
          required
          {...form.getInputProps('text')}
        />
        <Radio.Group label={t('message.about')} {...form.getInputProps('about')}>
          <Radio value="event" label={t('message.aboutEvent')} mt={8} />
          <Radio value="session" label={t('message.aboutSession')} mt={8} />
        </Radio.Group>
      </PanelForm>
    </SlideOver>
  )
}
