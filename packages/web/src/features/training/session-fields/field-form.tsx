import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Select, TagsInput, TextInput } from '@mantine/core'
import type { SessionField } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { formatList } from '../../../ui/formats.ts'
import type { Part } from '../../../ui/merge.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { changeField, createField, type FieldValues, fieldKinds, rereadField } from './queries.ts'

interface FieldPanelProps {
  /** Left out = a new one. */
  field?: SessionField
  isGone?: boolean
  onClose: () => void
}

export function FieldPanel({ field, isGone = false, onClose }: FieldPanelProps) {
  const { t, language } = useTexts()
  // Choices belong to their kind.
  const kind: Part<FieldValues> = {
    label: t('fields.kind'),
    show: (values) => {
      const value = t('fields.kindName', { kind: values.kind })
      return values.choices.length > 0
        ? t('app.labelled', { label: value, value: formatList(values.choices, language) })
        : value
    },
  }
  const { form, meanwhile, save } = useEditForm<SessionField, FieldValues, FieldValues>({
    thing: field,
    isGone,
    toValues: (known) => ({
      name: known?.name ?? '',
      kind: known?.kind ?? 'text',
      choices: known?.choices ?? [],
      required: known?.required ?? false,
    }),
    toBody: (values) => values,
    parts: {
      name: { label: t('fields.name') },
      kind,
      choices: kind,
      required: { label: t('fields.required') },
    },
    reread: ({ id }) => rereadField(id),
    create: createField,
    change: changeField,
    onDone: onClose,
  })
  const isUsed = field !== undefined && field.sessionCount > 0
  return (
    <SlideOver title={t(field ? 'fields.edit' : 'fields.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(field ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
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
          data={fieldKinds.map((kind) => ({ value: kind, label: t('fields.kindName', { kind }) }))}
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
