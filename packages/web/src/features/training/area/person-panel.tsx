import '../../../ui/panel-styles.ts'
import { nameOfLanguage } from '@lectern/texts'
import { Select, SimpleGrid, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { ZoneSelect } from '../../../ui/zone-select.tsx'
import { useLanguages } from '../../people/auth/queries.ts'
import { type AreaPersonDetails, changeAreaPerson, rereadAreaPerson } from './queries.ts'

/** What somebody of one's area is called, and how they are told. */
export function AreaPersonPanel({ person, onClose }: { person: AreaPersonDetails; onClose: () => void }) {
  const { t } = useTexts()
  const offered = useLanguages()
  const own = person.language
  // Somebody may have a language that is not offered any more.
  const choices = own && !offered.includes(own) ? [...offered, own] : offered
  const { form, meanwhile, save } = useEditForm({
    thing: person,
    toValues,
    toBody: ({ language, timeZone, ...names }: Values) => ({
      ...names,
      language: choices.find((choice) => choice === language) ?? null,
      timeZone: timeZone || null,
    }),
    parts: {
      firstName: { label: t('area.firstName') },
      lastName: { label: t('area.lastName') },
      language: { label: t('area.language') },
      timeZone: { label: t('area.timeZone') },
    },
    reread: ({ personId }) => rereadAreaPerson(personId),
    change: changeAreaPerson,
    onDone: onClose,
  })
  return (
    <SlideOver title={t('area.editPerson')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t('area.firstName')}
            required
            withAsterisk={false}
            maxLength={100}
            data-autofocus
            {...form.getInputProps('firstName')}
          />
          <TextInput label={t('area.lastName')} maxLength={100} {...form.getInputProps('lastName')} />
          <Select
            label={t('area.language')}
            data={[
              { value: '', label: t('area.asPlatform') },
              ...choices.map((value) => ({ value, label: nameOfLanguage(value) })),
            ]}
            allowDeselect={false}
            {...form.getInputProps('language')}
          />
          <ZoneSelect
            label={t('area.timeZone')}
            none={t('area.asPlatform')}
            {...form.getInputProps('timeZone')}
          />
        </SimpleGrid>
      </PanelForm>
    </SlideOver>
  )
}

function toValues(person: AreaPersonDetails | undefined) {
  return {
    firstName: person?.firstName ?? '',
    lastName: person?.lastName ?? '',
    language: person?.language ?? '',
    timeZone: person?.timeZone ?? '',
  }
}
type Values = ReturnType<typeof toValues>
