import '../../../ui/panel-styles.ts'
import { Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { refuse, type TeamRequest } from './queries.ts'

interface RefusePanelProps {
  request: TeamRequest
  onDone: () => void
  onClose: () => void
}

/** Says no, with a reason. */
export function RefusePanel({ request, onDone, onClose }: RefusePanelProps) {
  const { t } = useTexts()
  const { name } = request
  const form = useForm({ initialValues: { reason: '' } })
  return (
    <SlideOver title={t('team.refuseTitle', { name })} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('team.refuse')}
        onSubmit={async ({ reason }) => {
          await refuse(request, reason)
          onDone()
          onClose()
        }}
        onCancel={onClose}
      >
        <Textarea
          label={t('team.reason')}
          description={t('team.reasonHelp', { name })}
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          {...form.getInputProps('reason')}
        />
      </PanelForm>
    </SlideOver>
  )
}
