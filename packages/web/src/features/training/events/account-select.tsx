import { Select, type SelectProps, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { spanOfWalls } from '../../../ui/wall.ts'
import { useConferencingTools } from '../../rooms/tools/queries.ts'
import classes from './account-select.module.css'
import { type AccountWish, useAccountChoices } from './queries.ts'

interface AccountSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'renderOption'> {
  /** An account's id, or one of the others. */
  value: string
  onChange: (value: string) => void
  /** What can be chosen besides accounts. */
  others?: readonly { value: string; label: string }[]
  /** An account that is not offered. */
  without?: string
  /** Only the accounts of this tool; left out = of all tools, in groups. */
  appId?: string
  /** What the account is for; without times, or with such as are none, nothing is said of rooms. */
  wish: AccountWish & { startsWall: string; endsWall: string; timeZone: string }
  /** It can be chosen whatever is with it: the event has it already. */
  keptId?: string | undefined
}

/** The accounts with what their rooms are, how many are free then, and why one can't be chosen. */
export function AccountSelect({
  value,
  onChange,
  others = [],
  appId,
  without,
  wish,
  keptId,
  ...props
}: AccountSelectProps) {
  const { t, language } = useTexts()
  const tools = useConferencingTools().data?.items ?? []
  const { courseId, eventId } = wish
  const span = spanOfWalls(wish.startsWall, wish.endsWall, wish.timeZone)
  const known = new Map(
    useAccountChoices({ courseId, eventId }, span).data?.items.map((choice) => [choice.id, choice]),
  )
  const offered = tools.map((tool) => ({
    ...tool,
    accounts: tool.accounts.filter(({ id }) => id !== without),
  }))
  const wanted = offered.filter((tool) => tool.accounts.length > 0 && (!appId || tool.appId === appId))
  const accounts = wanted.flatMap((tool) => tool.accounts)
  const itemOf = ({ id, name, usable }: (typeof accounts)[number]) => ({
    value: id,
    label: name,
    // Where another time helps, it can be chosen: the times are there to be changed.
    disabled: id !== keptId && (!usable || known.get(id)?.state === 'limit-reached'),
  })
  const wordsOf = (id: string) => {
    const account = accounts.find((one) => one.id === id)
    if (!account) return undefined
    const choice = known.get(id)
    const { rooms, roomsFree } = choice ?? {}
    const free =
      choice &&
      (typeof rooms === 'number' && typeof roomsFree === 'number'
        ? t('events.roomsFree', { free: roomsFree, rooms })
        : t('events.roomsUnlimited'))
    const isUsable = account.usable && choice?.state !== 'unusable'
    return {
      state: [account.sessionTypeName[language], isUsable && free].filter(Boolean).join(' · '),
      reason: (choice ? choice.reason : account.reason)?.text,
    }
  }
  const chosen = wordsOf(value)
  return (
    <Select
      {...props}
      classNames={{ option: classes.option }}
      data={[
        ...others,
        ...(appId
          ? accounts.map(itemOf)
          : wanted.map((tool) => ({ group: tool.name[language], items: tool.accounts.map(itemOf) }))),
      ]}
      value={value || (others.some((one) => one.value === '') ? '' : null)}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? '')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={
        chosen ? (
          <span aria-live="polite">
            {chosen.state}
            {chosen.reason && <span className={classes.reason}>{chosen.reason}</span>}
          </span>
        ) : (
          props.description
        )
      }
      renderOption={({ option }) => {
        const words = wordsOf(option.value)
        return (
          <span>
            {option.label}
            {words && (
              <Text component="span" className={classes.words}>
                {words.state}
              </Text>
            )}
            {words?.reason && (
              <Text component="span" className={classes.words}>
                {words.reason}
              </Text>
            )}
          </span>
        )
      }}
    />
  )
}
