import { Alert, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { ErasedKinds } from './erased-kinds.tsx'
import { fromDays } from './length.ts'
import { type ErasurePreview, erasePerson, useErasurePreview } from './queries.ts'

interface ErasePanelProps {
  personId: string
  onClose: () => void
  /** After it is done. */
  onDone: () => void
}

/** What erasing somebody's data does, and doing it: their address is typed, so that it is nobody else. */
export function ErasePanel({ personId, onClose, onDone }: ErasePanelProps) {
  const { t } = useTexts()
  const preview = useErasurePreview(personId)
  return (
    <SlideOver title={t('data.eraseTitle')} onClose={onClose}>
      <Loaded query={preview}>
        {(found) => <EraseForm personId={personId} preview={found} onClose={onClose} onDone={onDone} />}
      </Loaded>
    </SlideOver>
  )
}

function EraseForm({ personId, preview, onClose, onDone }: ErasePanelProps & { preview: ErasurePreview }) {
  const { t } = useTexts()
  const { name, email, kinds, atProvider, evidenceUntil, reportDays } = preview
  const form = useForm({ initialValues: { confirm: '' } })
  return (
    <Stack>
      <Alert color="red" variant="outline" title={t('data.eraseWarning', { name })}>
        {t('data.eraseText')}
      </Alert>
      <ErasedKinds kinds={kinds} evidenceUntil={evidenceUntil} isForeseen />
      {atProvider > 0 && <Text>{t('data.atProvider', { count: atProvider })}</Text>}
      <Text size="sm">{t('data.reportsStay', { length: t('data.length', fromDays(reportDays)) })}</Text>
      <PanelForm
        form={form}
        submitLabel={t('data.erase')}
        isForGood
        onSubmit={async ({ confirm }) => {
          await erasePerson(personId, confirm)
          onDone()
        }}
        onCancel={onClose}
      >
        <TextInput
          label={t('data.confirm')}
          description={t('data.confirmHelp', { email })}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          {...form.getInputProps('confirm')}
        />
      </PanelForm>
    </Stack>
  )
}
