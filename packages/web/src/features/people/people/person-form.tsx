import { type Language, nameOfLanguage } from '@lectern/texts'
import { Checkbox, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { formatList } from '../../../ui/formats.ts'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { ZoneSelect } from '../../../ui/zone-select.tsx'
import { useLanguages } from '../auth/queries.ts'
import { ManagerSelect } from './manager-select.tsx'
import {
  addPerson,
  changePerson,
  type PersonDetails,
  type PersonFields,
  type Role,
  rereadPerson,
  roles,
} from './queries.ts'

interface PersonFormProps {
  /** Left out = a new one. */
  person?: PersonDetails
  onClose: () => void
}

type Values = Omit<PersonFields, 'language' | 'timeZone' | 'managerId'> & {
  /** Empty = nobody. */
  managerId: string
  /** Empty = the platform's. */
  language: '' | Language
  timeZone: string
  invite: boolean
}

function toValues(person: PersonDetails | undefined): Values {
  return {
    email: person?.email ?? '',
    firstName: person?.firstName ?? '',
    lastName: person?.lastName ?? '',
    roles: person?.roles ?? (['learner'] satisfies Role[]),
    language: person?.language ?? '',
    timeZone: person?.timeZone ?? '',
    managerId: person?.managerId ?? '',
    invite: true,
  }
}

export function PersonForm({ person, onClose }: PersonFormProps) {
  const { t, language } = useTexts()
  const offered = useLanguages()
  const own = person?.language
  // Somebody may have a language that is not offered any more.
  const choices = own && !offered.includes(own) ? [...offered, own] : offered
  const { form, meanwhile, save } = useEditForm<PersonDetails, Values, PersonFields & { invite: boolean }>({
    thing: person,
    toValues,
    toBody: ({ language, timeZone, managerId, ...values }) => ({
      ...values,
      language: language || null,
      timeZone: timeZone || null,
      managerId: managerId || null,
    }),
    parts: {
      email: { label: t('signIn.email') },
      firstName: { label: t('people.firstName') },
      lastName: { label: t('people.lastName') },
      roles: {
        label: t('people.roles'),
        isSet: true,
        show: (values) =>
          formatList(
            values.roles.map((role) => t('people.roleName', { role })),
            language,
          ),
      },
      language: {
        label: t('people.language'),
        show: ({ language: chosen }) => (chosen ? nameOfLanguage(chosen) : t('people.platformLanguage')),
      },
      timeZone: {
        label: t('people.timeZone'),
        show: ({ timeZone }) => timeZone || t('people.platformLanguage'),
      },
      managerId: {
        label: t('people.manager'),
        show: ({ managerId }) => (managerId === person?.managerId ? (person.manager?.name ?? '–') : '–'),
      },
      invite: { label: t('people.invite') },
    },
    reread: ({ id }) => rereadPerson(id),
    create: addPerson,
    change: (opened, { invite: _, ...touched }) => changePerson(opened, touched),
    onDone: onClose,
  })
  return (
    <PanelForm
      form={form}
      submitLabel={t(person ? 'app.save' : 'people.new')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
    >
      <TextInput
        label={t('signIn.email')}
        type="email"
        required
        withAsterisk={false}
        maxLength={254}
        {...form.getInputProps('email')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t('people.firstName')}
          required
          withAsterisk={false}
          maxLength={100}
          {...form.getInputProps('firstName')}
        />
        <TextInput label={t('people.lastName')} maxLength={100} {...form.getInputProps('lastName')} />
      </SimpleGrid>
      <Checkbox.Group label={t('people.roles')} {...form.getInputProps('roles')}>
        <Stack gap="xs" mt="xs">
          {roles.map((role) => (
            <Checkbox key={role} value={role} label={t('people.roleName', { role })} />
          ))}
        </Stack>
      </Checkbox.Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t('people.language')}
          data={[
            { value: '', label: t('people.platformLanguage') },
            ...choices.map((value) => ({ value, label: nameOfLanguage(value) })),
          ]}
          allowDeselect={false}
          {...form.getInputProps('language')}
        />
        <ZoneSelect
          label={t('people.timeZone')}
          none={t('people.platformLanguage')}
          {...form.getInputProps('timeZone')}
        />
      </SimpleGrid>
      <ManagerSelect person={person} {...form.getInputProps('managerId')} />
      {!person && (
        <Checkbox
          label={t('people.invite')}
          description={t('people.inviteHelp')}
          {...form.getInputProps('invite', { type: 'checkbox' })}
        />
      )}
    </PanelForm>
  )
}
