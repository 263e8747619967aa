import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import { formatNumber } from '../../../ui/formats.ts'
import { MoreButton } from '../../../ui/more-button.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { TableImport } from '../../../ui/table-import.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { PersonSearch } from '../people/person-search.tsx'
import {
  addMembers,
  createGroup,
  deleteGroup,
  type PeopleGroup,
  removeMember,
  renameGroup,
  rereadGroup,
  useGroup,
  useMembers,
} from './queries.ts'

/** @param onMade where to go once there is one */
export function NewGroupPanel({
  onClose,
  onMade,
}: {
  onClose: () => void
  onMade: (group: PeopleGroup) => void
}) {
  const { t } = useTexts()
  const form = useForm({ initialValues: { name: '' } })
  return (
    <SlideOver title={t('groups.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('app.create')}
        onSubmit={async ({ name }) => onMade(await createGroup(name))}
        onCancel={onClose}
      >
        <TextInput
          label={t('groups.name')}
          required
          withAsterisk={false}
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
      </PanelForm>
    </SlideOver>
  )
}

/** A group's name and members. */
export function GroupPanel({ groupId, onClose }: { groupId: string; onClose: () => void }) {
  const { t } = useTexts()
  const group = useGroup(groupId)
  const [isDeleting, setIsDeleting] = useState(false)
  return (
    <SlideOver title={t('groups.edit')} onClose={onClose}>
      <Loaded query={group}>
        {(found) => (
          <Stack gap="xl">
            <NameForm key={found.id} group={found} onClose={onClose} />
            <Members group={found} />
            <PersonSearch
              label={t('groups.addOne')}
              action={t('groups.addPerson')}
              actionNamed={(name) => t('groups.addNamed', { name })}
              onChoose={async (personId, name) => {
                await addMembers(groupId, { personIds: [personId], save: true })
                return t('groups.added', { name })
              }}
            />
            <TableImport
              label={t('groups.add')}
              onImport={(text, save) => addMembers(groupId, { text, save })}
              countsOf={({
                added,
                unchanged,
                refused,
              }: {
                added: number
                unchanged: number
                refused: number
              }) => t('groups.counts', { added, unchanged, refused })}
              nameOf={({ name, email }) => (name ? `${name} · ${email}` : email)}
            />
            <Group>
              <Button variant="default" onClick={() => setIsDeleting(true)}>
                {t('groups.delete')}
              </Button>
            </Group>
            {isDeleting && (
              <Confirm
                title={t('groups.deleteTitle', { name: found.name })}
                text={t('groups.deleteText')}
                action={t('app.delete')}
                onConfirm={async () => {
                  await deleteGroup(groupId)
                  onClose()
                }}
                onClose={() => setIsDeleting(false)}
              />
            )}
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}

function NameForm({ group, onClose }: { group: PeopleGroup; onClose: () => void }) {
  const { t } = useTexts()
  const { form, meanwhile, save } = useEditForm<PeopleGroup, { name: string }, { name: string }>({
    thing: group,
    toValues: (known) => ({ name: known?.name ?? '' }),
    toBody: (values) => values,
    parts: { name: { label: t('groups.name') } },
    reread: ({ id }) => rereadGroup(id),
    change: (opened, _, { name }) => renameGroup(opened, name),
  })
  return (
    <PanelForm
      form={form}
      submitLabel={t('app.save')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
    >
      <TextInput
        label={t('groups.name')}
        required
        withAsterisk={false}
        maxLength={100}
        {...form.getInputProps('name')}
      />
    </PanelForm>
  )
}

function Members({ group }: { group: PeopleGroup }) {
  const { t, language } = useTexts()
  const members = useMembers(group.id)
  const work = useMutation({ mutationFn: (personId: string) => removeMember(group.id, personId) })
  return (
    <section aria-labelledby="group-members">
      <Title order={3} size="h5" id="group-members" mb="xs">
        {t('groups.members')} · {formatNumber(group.memberCount, language)}
      </Title>
      {work.error && <Failure error={work.error} />}
      <Loaded query={members}>
        {({ pages }) => (
          <Stack gap={4}>
            {group.memberCount === 0 && <Text c="dimmed">{t('groups.noMembers')}</Text>}
            {pages
              .flatMap((page) => page.items)
              .map((member) => (
                <Group key={member.personId} justify="space-between" wrap="nowrap">
                  <div style={{ minWidth: 0 }}>
                    <Text truncate>{member.name}</Text>
                    <Text size="sm" c="dimmed" truncate>
                      {member.email}
                    </Text>
                  </div>
                  <Button
                    size="xs"
                    variant="default"
                    loading={work.isPending && work.variables === member.personId}
                    onClick={() => work.mutate(member.personId)}
                    aria-label={t('groups.removeNamed', { name: member.name })}
                  >
                    {t('app.remove')}
                  </Button>
                </Group>
              ))}
            <MoreButton query={members} />
          </Stack>
        )}
      </Loaded>
    </section>
  )
}
