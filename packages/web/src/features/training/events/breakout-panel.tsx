import '../../../ui/panel-styles.ts'
import {
  Alert,
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { BreakoutGroups, Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { formatList } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import {
  countedTo,
  GROUP_NAME_MAX,
  type GroupValues,
  inNoGroup,
  MOST_GROUPS,
  spreadEvenly,
  spreadRest,
} from './breakout-groups.ts'
import { arrangeGroups, eventsKey, readGroups, useBreakoutGroups } from './queries.ts'

interface BreakoutPanelProps {
  event: Event
  onClose: () => void
}

/** Who works in which breakout group of an event. */
export function BreakoutPanel({ event, onClose }: BreakoutPanelProps) {
  const { t } = useTexts()
  const groups = useBreakoutGroups(event.id)
  return (
    <SlideOver title={t('breakout.title')} onClose={onClose}>
      <Loaded query={groups}>
        {(known) => <BreakoutForm event={event} known={known} onClose={onClose} />}
      </Loaded>
    </SlideOver>
  )
}

type Values = { breakoutGroups: GroupValues[] }
/** As many as a list shows without making a phone slow; typing finds the others. */
const MOST_SHOWN = 100
/** Names of those in no group that are told one by one. */
const MOST_NAMED = 12

function BreakoutForm({ event, known, onClose }: BreakoutPanelProps & { known: BreakoutGroups }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const { form, meanwhile, save } = useEditForm<BreakoutGroups, Values, Values>({
    thing: known,
    toValues: (thing) => ({ breakoutGroups: thing?.breakoutGroups ?? [] }),
    toBody: (values) => values,
    parts: { breakoutGroups: { label: t('options.groups') } },
    reread: () => readGroups(event.id),
    change: (opened, _, body) => arrangeGroups(event.id, opened.version, body.breakoutGroups),
    onDone: async () => {
      await client.invalidateQueries({ queryKey: eventsKey })
      onClose()
    },
  })
  const { breakoutGroups: groups } = form.values
  const set = (next: GroupValues[]) => form.setValues({ breakoutGroups: next })
  const everybody = known.people.map(({ id }) => id)
  const nameOf = new Map(known.people.map(({ id, name }) => [id, name]))
  const rest = inNoGroup(groups, everybody)
  const choicesOf = (personIds: readonly string[]) =>
    [...personIds, ...rest].map((id) => ({ value: id, label: nameOf.get(id) ?? t('breakout.leftPerson') }))
  const namesOfRest = rest.slice(0, MOST_NAMED).map((id) => nameOf.get(id) ?? '')
  const more = rest.length - namesOfRest.length
  return (
    <PanelForm
      form={form}
      submitLabel={t('app.save')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
    >
      {!known.isAble && (
        <Alert color="orange" variant="outline" p="sm" role="status">
          {event.tool ? t('breakout.unable', { tool: event.tool.name[language] }) : t('breakout.noTool')}
        </Alert>
      )}
      <NumberInput
        label={t('breakout.count')}
        description={t('breakout.countHelp', { count: everybody.length })}
        min={0}
        max={MOST_GROUPS}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        maw={200}
        value={groups.length}
        onChange={(count) =>
          set(countedTo(groups, Number(count) || 0, (at) => t('breakout.name', { number: String(at) })))
        }
      />
      {groups.length > 0 && (
        <Group gap="xs">
          <Button variant="default" onClick={() => set(spreadEvenly(groups, everybody))}>
            {t('breakout.spread')}
          </Button>
          {rest.length > 0 && rest.length < everybody.length && (
            <Button variant="default" onClick={() => set(spreadRest(groups, everybody))}>
              {t('breakout.spreadRest')}
            </Button>
          )}
        </Group>
      )}
      {groups.length > 0 && (
        <Text size="sm" c="dimmed" role="status">
          {rest.length === 0
            ? t('breakout.allPlaced')
            : t('breakout.rest', {
                count: rest.length,
                names: formatList(
                  [...namesOfRest, ...(more > 0 ? [t('breakout.more', { count: more })] : [])],
                  language,
                ),
              })}
        </Text>
      )}
      {groups.map(({ personIds }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group has no id, and its name is typed here
        <Fieldset key={at} legend={t('breakout.group', { number: String(at + 1), count: personIds.length })}>
          <Stack gap="sm">
            <TextInput
              label={t('breakout.groupName')}
              required
              withAsterisk={false}
              maxLength={GROUP_NAME_MAX}
              {...form.getInputProps(`breakoutGroups.${at}.name`)}
            />
            <MultiSelect
              label={t('breakout.people')}
              data={choicesOf(personIds)}
              limit={MOST_SHOWN}
              searchable
              hidePickedOptions
              nothingFoundMessage={t('breakout.nobodyFree')}
              {...form.getInputProps(`breakoutGroups.${at}.personIds`)}
              value={personIds}
            />
          </Stack>
        </Fieldset>
      ))}
    </PanelForm>
  )
}
