import '../../../ui/panel-styles.ts'
import { Button, TagsInput, Text } from '@mantine/core'
import { useState } from 'react'
import { answered, api } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import { formatList } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { useCategories } from '../courses/queries.ts'
import { type GivenArea, giveArea, rereadGivenArea, takeArea, useGivenArea } from './queries.ts'
import { type Thing, ThingsField } from './things-field.tsx'

const FOUND = 20

const findGroups = async (query: string): Promise<Thing[]> =>
  (await answered(api.GET('/api/v1/groups', { params: { query: query ? { query } : {} } }))).items.slice(
    0,
    FOUND,
  )
const findPeople = async (query: string): Promise<Thing[]> =>
  (await answered(api.GET('/api/v1/people', { params: { query: { limit: FOUND, query } } }))).items.map(
    ({ id, firstName, lastName, email }) => ({ id, name: `${firstName} ${lastName} (${email})` }),
  )
const findCourses = async (query: string): Promise<Thing[]> =>
  (await answered(api.GET('/api/v1/courses', { params: { query: { limit: FOUND, query } } }))).items

/** Which people and courses somebody looks after as a power user. */
export function AreaPanel({ personId, onClose }: { personId: string; onClose: () => void }) {
  const { t } = useTexts()
  const given = useGivenArea(personId)
  return (
    <SlideOver title={t('area.panel')} onClose={onClose}>
      <Loaded query={given}>
        {(known) => <AreaForm personId={personId} given={known} onClose={onClose} />}
      </Loaded>
    </SlideOver>
  )
}

interface AreaFormProps {
  personId: string
  given: GivenArea
  onClose: () => void
}

function AreaForm({ personId, given, onClose }: AreaFormProps) {
  const { t, language } = useTexts()
  const categories = useCategories()
  const [isTaking, setIsTaking] = useState(false)
  const [names, setNames] = useState<ReadonlyMap<string, string>>(() => namesIn(given))
  const learn = (things: readonly Thing[]) =>
    setNames((before) => new Map([...before, ...things.map(({ id, name }) => [id, name] as const)]))
  const named = (ids: readonly string[]) =>
    formatList(
      ids.map((id) => names.get(id) ?? '–'),
      language,
    )
  const { form, meanwhile, save } = useEditForm({
    thing: given,
    toValues,
    toBody: (values: Values) => values,
    parts: {
      groupIds: { label: t('area.groups'), isSet: true, show: ({ groupIds }) => named(groupIds) },
      personIds: { label: t('area.single'), isSet: true, show: ({ personIds }) => named(personIds) },
      categories: { label: t('area.categories'), isSet: true },
      courseIds: { label: t('area.singleCourses'), isSet: true, show: ({ courseIds }) => named(courseIds) },
    },
    reread: async () => {
      const newest = await rereadGivenArea(personId)
      setNames((before) => new Map([...before, ...namesIn(newest)]))
      return newest
    },
    change: ({ version }, _, whole) => giveArea(personId, { ...whole, version }),
    // Who is made a power user may be given the rest later.
    hasMore: !given.isPowerUser,
    onDone: onClose,
  })
  return (
    <PanelForm
      form={form}
      submitLabel={t('app.save')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
      actions={
        given.isPowerUser && (
          <Button variant="subtle" onClick={() => setIsTaking(true)}>
            {t('area.take')}
          </Button>
        )
      }
    >
      <Text>{t('area.help')}</Text>
      <ThingsField
        label={t('area.groups')}
        description={t('area.groupsHelp')}
        kind="groups"
        find={findGroups}
        names={names}
        onFound={learn}
        {...form.getInputProps('groupIds')}
      />
      <ThingsField
        label={t('area.single')}
        kind="people"
        find={findPeople}
        names={names}
        onFound={learn}
        {...form.getInputProps('personIds')}
      />
      <TagsInput
        label={t('area.categories')}
        description={t('area.categoriesHelp')}
        data={categories.data?.items.map(({ name }) => name) ?? []}
        maxTags={100}
        {...form.getInputProps('categories')}
      />
      <ThingsField
        label={t('area.singleCourses')}
        kind="courses"
        find={findCourses}
        names={names}
        onFound={learn}
        {...form.getInputProps('courseIds')}
      />
      {isTaking && (
        <Confirm
          title={t('area.takeTitle')}
          text={t('area.takeText')}
          action={t('area.take')}
          onConfirm={async () => {
            await takeArea(personId)
            onClose()
          }}
          onClose={() => setIsTaking(false)}
        />
      )}
    </PanelForm>
  )
}

function toValues(given: GivenArea | undefined) {
  return {
    groupIds: idsOf(given?.groups),
    personIds: idsOf(given?.people),
    categories: given?.categories ?? [],
    courseIds: idsOf(given?.courses),
  }
}
type Values = ReturnType<typeof toValues>

const idsOf = (things: readonly Thing[] = []) => things.map(({ id }) => id)
const namesIn = ({ groups, people, courses }: GivenArea) =>
  new Map([...groups, ...people, ...courses].map(({ id, name }) => [id, name]))
