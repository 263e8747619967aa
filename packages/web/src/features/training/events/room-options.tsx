import { TagsInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ConferencingTool } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Folded } from '../../../ui/folded.tsx'
import { OptionUnable, RoomOptionsFields } from '../../rooms/accounts/room-options-fields.tsx'
import { useCourse } from '../courses/queries.ts'
import { GROUP_NAME_MAX, MOST_GROUPS } from './breakout-groups.ts'
import type { DetailValues } from './event-details.ts'
import { UnmetOptions } from './unmet-options.tsx'

interface RoomOptionsProps<V extends DetailValues> {
  form: UseFormReturnType<V>
  courseId: string | undefined
  /** Undefined = none is chosen yet. */
  account: ConferencingTool['accounts'][number] | undefined
  /** The name of its tool. */
  tool: string
}

/** How the room of an event is to be, with what its tool can't. */
export function RoomOptions<V extends DetailValues>({ form, courseId, account, tool }: RoomOptionsProps<V>) {
  const { t } = useTexts()
  const course = useCourse(courseId ?? '', courseId !== undefined).data
  const { roomOptions, breakoutGroups } = form.values
  const usual = { ...account?.roomOptions, ...course?.roomOptions }
  const able = account?.options
  const hasError = Object.keys(form.errors).some((name) => /^(roomOptions|breakoutGroups)/.test(name))
  return (
    <>
      <UnmetOptions {...{ roomOptions, breakoutGroups, usual, account, tool }} />
      <Folded title={t('options.title')} hasError={hasError}>
        <RoomOptionsFields
          inputOf={(option) => form.getInputProps(`roomOptions.${option}`)}
          usual={usual}
          able={able}
          tool={tool}
        />
        <TagsInput
          label={t('options.groups')}
          description={
            able && !able.includes('breakoutGroups') ? <OptionUnable tool={tool} /> : t('options.groupsHelp')
          }
          maxTags={MOST_GROUPS}
          maxLength={GROUP_NAME_MAX}
          acceptValueOnBlur
          value={breakoutGroups ?? []}
          onChange={(next) => form.setValues({ breakoutGroups: next } as Partial<V>)}
        />
      </Folded>
    </>
  )
}
