import { Alert } from '@mantine/core'
import type { ConferencingTool, UsualRoomOptions } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatList } from '../../../ui/formats.ts'
import { type OptionValues, unmetOf } from '../../rooms/accounts/option-values.ts'

interface UnmetOptionsProps {
  roomOptions: OptionValues
  breakoutGroups: readonly string[] | null | undefined
  /** What holds where nothing is said. */
  usual: UsualRoomOptions
  /** Undefined = none is chosen yet. */
  account: ConferencingTool['accounts'][number] | undefined
  /** The name of its tool. */
  tool: string
}

/** What is asked for of a room and its tool can't, in a sentence; nothing where it can all. */
export function UnmetOptions({ roomOptions, breakoutGroups, usual, account, tool }: UnmetOptionsProps) {
  const { t, language } = useTexts()
  const able = account?.options
  if (!able) return null
  const lacksGroups = breakoutGroups?.length && !able.includes('breakoutGroups')
  const unmet = [...unmetOf(roomOptions, usual, able), ...(lacksGroups ? (['breakoutGroups'] as const) : [])]
  if (unmet.length === 0) return null
  const options = formatList(
    unmet.map((option) => t('options.name', { option })),
    language,
  )
  return (
    <Alert color="orange" variant="outline" p="sm" role="status">
      {t('options.unmet', { tool, options })}
    </Alert>
  )
}
