import { NativeSelect, Text } from '@mantine/core'
import type { UsualRoomOptions } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { inheritedChoices, toInherited } from '../../../ui/inherited.ts'
import { switchedOptions } from './option-values.ts'

interface RoomOptionsFieldsProps {
  /** Of the form that holds them, by the name of an option. */
  inputOf: (option: (typeof switchedOptions)[number]) => object
  /** What holds where nothing is said. */
  usual?: UsualRoomOptions
  /** What the tool can; undefined = which tool it will be is not known. */
  able?: readonly string[] | undefined
  /** Its name. */
  tool?: string | undefined
}

/** A choice for each option of a room; where the tool can't, that stands there. */
export function RoomOptionsFields({ inputOf, usual = {}, able, tool = '' }: RoomOptionsFieldsProps) {
  const { t } = useTexts()
  return switchedOptions.map((option) => (
    <NativeSelect
      key={option}
      label={t('options.name', { option })}
      description={
        able && !able.includes(option) ? <OptionUnable tool={tool} /> : t('options.help', { option })
      }
      data={inheritedChoices.map((value) => ({
        value,
        label: t('options.choice', { value, usual: toInherited(usual[option]) }),
      }))}
      {...inputOf(option)}
    />
  ))
}

/** Said at an option that the tool can’t. */
export function OptionUnable({ tool }: { tool: string }) {
  const { t } = useTexts()
  return (
    <Text component="span" size="xs" c="orange">
      {t('options.unable', { tool })}
    </Text>
  )
}
