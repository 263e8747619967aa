import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Select, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import type { SessionField } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { PanelForm } from '../../ui/form.tsx'
import { SlideOver } from '../../ui/slide-over.tsx'
import { changeField, createField, type FieldValues, fieldKinds, fieldsKey } from './queries.ts'

interface FieldPanelProps {
  /** Left out = a new one. */
  field?: SessionField
  onClose: () => void
}

export function FieldPanel({ field, onClose }: FieldPanelProps) {
  const { t } = useTexts()
  const client = useQueryClient()
  const form = useForm<FieldValues>({
    initialValues: {
      name: field?.name ?? '',
      kind: field?.kind ?? 'text',
      choices: field?.choices ?? [],
      required: field?.required ?? false,
    },
  })
  const save = async (values: FieldValues) => {
    await (field ? changeField(field, values) : createField(values))
    onClose()
  }
  const isUsed = field !== undefined && field.sessionCount > 0
  return (
    <SlideOver title={t(field ? 'fields.edit' : 'fields.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(field ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        onReload={() => client.invalidateQueries({ queryKey: fieldsKey }).then(onClose)}
      >
        <TextInput
          label={t('fields.name')}
          required
          withAsterisk={false}
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label={t('fields.kind')}
          {...(isUsed ? { description: t('fields.kindFixed') } : {})}
          data={fieldKinds.map((kind) => ({ value: kind, label: t(`fields.kind.${kind}`) }))}
          allowDeselect={false}
          disabled={isUsed}
          {...form.getInputProps('kind')}
        />
        {form.values.kind === 'choice' && (
          <TagsInput
            label={t('fields.choices')}
            description={t('fields.choicesHelp')}
            maxTags={100}
            maxLength={100}
            acceptValueOnBlur
            {...form.getInputProps('choices')}
          />
        )}
        <Checkbox
          label={t('fields.required')}
          description={t('fields.requiredHelp')}
          {...form.getInputProps('required', { type: 'checkbox' })}
        />
      </PanelForm>
    </SlideOver>
  )
}
