import { Checkbox, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTexts } from '../../app/i18n.ts'
import { PanelForm } from '../../ui/form.tsx'
import { ZoneSelect } from '../../ui/zone-select.tsx'
import { addPerson, changePerson, type PersonDetails, type Role, roles } from './queries.ts'

interface PersonFormProps {
  /** Left out = a new one. */
  person?: PersonDetails
  onClose: () => void
}

export function PersonForm({ person, onClose }: PersonFormProps) {
  const { t } = useTexts()
  const form = useForm({
    initialValues: {
      email: person?.email ?? '',
      firstName: person?.firstName ?? '',
      lastName: person?.lastName ?? '',
      roles: (person?.roles ?? ['learner']) as Role[],
      language: (person?.language ?? '') as '' | 'en' | 'it',
      timeZone: person?.timeZone ?? '',
      invite: true,
    },
  })
  const save = async ({ language, timeZone, invite, ...values }: typeof form.values) => {
    const fields = { ...values, language: language || null, timeZone: timeZone || null }
    if (person) await changePerson(person, fields)
    else await addPerson({ ...fields, invite })
    onClose()
  }
  return (
    <PanelForm
      form={form}
      submitLabel={t(person ? 'app.save' : 'people.new')}
      onSubmit={save}
      onCancel={onClose}
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
            <Checkbox key={role} value={role} label={t(`people.role.${role}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t('people.language')}
          data={[
            { value: '', label: t('people.platformLanguage') },
            { value: 'en', label: 'English' },
            { value: 'it', label: 'Italiano' },
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
