import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { makeDirectory } from './queries.ts'

/** Makes a directory and shows its token once. */
export function DirectoryForm({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const [token, setToken] = useState<string>()
  const form = useForm({ initialValues: { name: '' } })
  if (token) {
    return (
      <SlideOver title={t('directories.made')} onClose={onClose}>
        <ShownOnce label={t('directories.token')} value={token} onDone={onClose} />
      </SlideOver>
    )
  }
  return (
    <SlideOver title={t('directories.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('app.create')}
        onSubmit={async (values) => setToken((await makeDirectory(values)).token)}
        onCancel={onClose}
      >
        <TextInput
          label={t('directories.name')}
          description={t('directories.nameHelp')}
          maxLength={100}
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
      </PanelForm>
    </SlideOver>
  )
}
