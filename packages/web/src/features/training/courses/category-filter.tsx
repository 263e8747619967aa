import { useTexts } from '../../../app/i18n.ts'
import { Select } from '../../../ui/select.tsx'
import { useCategories } from './queries.ts'

/** Shows the courses of one category alone; nothing where courses have none. */
export function CategoryFilter({ value, onChange }: { value: string; onChange: (category: string) => void }) {
  const { t } = useTexts()
  const known = useCategories().data?.items.map((category) => category.name) ?? []
  if (known.length === 0 && !value) return null
  const isListed = known.some((name) => name.toLowerCase() === value.toLowerCase())
  return (
    <Select
      aria-label={t('courses.category')}
      data={[
        { value: '', label: t('courses.allCategories') },
        ...(value && !isListed ? [value] : []),
        ...known.map((name) => ({
          value: name.toLowerCase() === value.toLowerCase() ? value : name,
          label: name,
        })),
      ]}
      value={value}
      onChange={(next) => onChange(next ?? '')}
      searchable
      allowDeselect={false}
      w={{ base: '100%', xs: 260 }}
    />
  )
}
