import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import { Group, Stack, TextInput } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import { CourseCards } from '../features/training/catalogue/course-cards.tsx'
import { useCatalogue } from '../features/training/catalogue/queries.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { Page } from '../ui/page.tsx'
import { CoursesPicture, SearchPicture } from '../ui/pictures.tsx'
import { Select } from '../ui/select.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useFilters, useTyped } from '../ui/use-filters.ts'

const USUAL = { query: '', category: '' }

/** What everybody may choose from. */
export function CataloguePage() {
  const { t } = useTexts()
  const [{ query, category }, setFilter] = useFilters(USUAL)
  const [typed, setTyped] = useTyped(query, (next) => setFilter({ query: next }))
  const catalogue = useCatalogue(query, category)
  return (
    <Page title={t('catalogue.title')}>
      <Stack>
        <Loaded query={catalogue}>
          {({ pages }) => {
            const courses = pages.flatMap((page) => page.items)
            const categories = pages[0]?.categories ?? []
            const isSearching = query !== '' || category !== ''
            return (
              <>
                <Group align="flex-end">
                  <TextInput
                    type="search"
                    label={t('catalogue.search')}
                    value={typed}
                    onChange={(event) => setTyped(event.currentTarget.value)}
                    style={{ flex: '1 1 220px' }}
                    maw={400}
                  />
                  {categories.length > 0 && (
                    <Select
                      label={t('catalogue.category')}
                      data={[
                        { value: '', label: t('catalogue.anyCategory') },
                        ...categories.map((name) => ({ value: name, label: name })),
                      ]}
                      value={category}
                      allowDeselect={false}
                      onChange={(chosen) => setFilter({ category: chosen ?? '' })}
                      w={220}
                    />
                  )}
                </Group>
                {courses.length > 0 && <CourseCards courses={courses} />}
                {courses.length === 0 && isSearching && (
                  <Empty
                    title={t('catalogue.none')}
                    picture={<SearchPicture />}
                    text={t('catalogue.noneText')}
                  />
                )}
                {courses.length === 0 && !isSearching && (
                  <Empty
                    title={t('catalogue.empty')}
                    picture={<CoursesPicture />}
                    text={t('catalogue.emptyText')}
                  />
                )}
                <MoreButton query={catalogue} />
              </>
            )
          }}
        </Loaded>
      </Stack>
    </Page>
  )
}
