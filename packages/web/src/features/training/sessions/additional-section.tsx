import { NumberInput, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { SessionField } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Section } from '../../../ui/folded.tsx'
import type { SessionValues } from './session-values.ts'

/** The fields that the platform adds to its sessions. */
export function AdditionalSection({
  form,
  fields,
}: {
  form: UseFormReturnType<SessionValues>
  fields: readonly SessionField[]
}) {
  const { t } = useTexts()
  if (fields.length === 0) return null
  return (
    <Section title={t('session.section.additional')}>
      {fields.map((field) => (
        <AdditionalField key={field.id} field={field} form={form} />
      ))}
    </Section>
  )
}

function AdditionalField({ field, form }: { field: SessionField; form: UseFormReturnType<SessionValues> }) {
  const { t } = useTexts()
  const path = `additional.${field.id}`
  const value = form.values.additional[field.id]
  const set = (next: string | number | boolean) =>
    form.setFieldValue('additional', { ...form.values.additional, [field.id]: next })
  const common = { label: field.name, required: field.required, error: form.errors[path] }
  switch (field.kind) {
    case 'number':
      return <NumberInput {...common} value={typeof value === 'number' ? value : ''} onChange={set} />
    case 'choice':
      return (
        <Select
          {...common}
          data={field.choices}
          clearable={!field.required}
          value={typeof value === 'string' && value ? value : null}
          onChange={(next) => set(next ?? '')}
        />
      )
    case 'yes-no':
      return (
        <Select
          {...common}
          data={[
            { value: 'yes', label: t('session.yes') },
            { value: 'no', label: t('session.no') },
          ]}
          clearable={!field.required}
          value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : null}
          onChange={(next) => set(next === null ? '' : next === 'yes')}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          {...(field.kind === 'date' ? { type: 'date' } : { maxLength: 1000 })}
          value={typeof value === 'string' ? value : ''}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      )
  }
}
