import { Select } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { useConferencingTools } from '../events/queries.ts'

interface AccountSelectProps {
  label: string
  /** An account's id, or one of the others. */
  value: string
  onChange: (value: string) => void
  others: readonly { value: string; label: string }[]
}

/** The accounts of all tools in one list. */
export function AccountSelect({ label, value, onChange, others }: AccountSelectProps) {
  const { language } = useTexts()
  const tools = useConferencingTools().data?.items ?? []
  const groups = tools
    .filter((tool) => tool.accounts.length > 0)
    .map((tool) => ({
      group: tool.name[language],
      items: tool.accounts.map(({ id, name, usable }) => ({ value: id, label: name, disabled: !usable })),
    }))
  return (
    <Select
      label={label}
      data={[...others, ...groups]}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  )
}
