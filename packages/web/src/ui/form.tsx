import { Button, Group, Stack, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Problem, type Suggestion } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { Conflicts } from './conflicts.tsx'
import classes from './form.module.css'
import { errorsOf } from './form-problem.ts'
import { FormRefusals, type Refusal, refusalsIn, showField } from './form-refusals.tsx'
import { isEqual } from './merge.ts'
import { Failure } from './states.tsx'
import { useForget, useUnsaved } from './unsaved.tsx'
import { type Meanwhile, UnsettledConflicts } from './use-edit-form.ts'
import { isAlike } from './way-out.ts'

interface PanelFormProps<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>
  submitLabel: string
  /** It can’t be taken back, and looks so. */
  isForGood?: boolean
  onSubmit: (values: Values) => Promise<unknown>
  /** Left out = it stands on a page, and there is nothing to close. */
  onCancel?: () => void
  /** Of forms that change what stands: what others did to it meanwhile. */
  meanwhile?: Meanwhile<Values>
  /** Takes what the platform suggests in place of what it refused. */
  onSuggestion?: (change: Suggestion['change']) => void
  /** There is something to save besides the fields, such as a picture. */
  hasMore?: boolean
  /** Said when it is saved, where the form stays. */
  savedText?: string
  /** Beside the button that saves. */
  actions?: ReactNode
  children: ReactNode
}

/**
 * A form in a panel: refusals stand at their fields and, in a list that leads there, on top; what belongs to no field
 * that is shown stands above the buttons. Nothing typed is lost without a question.
 */
export function PanelForm<Values extends Record<string, unknown>>(props: PanelFormProps<Values>) {
  const { form, submitLabel, onSubmit, onCancel, meanwhile, onSuggestion, hasMore = false, children } = props
  const { savedText, actions, isForGood = false } = props
  const { t } = useTexts()
  const element = useRef<HTMLFormElement>(null)
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  const isAwaited = useRef(false)
  const save = useMutation({
    mutationFn: onSubmit,
    onError: (error) => {
      if (error instanceof UnsettledConflicts) {
        // After it is on the screen.
        setTimeout(() => showFirstConflict(element.current))
        return
      }
      isAwaited.current = true
      form.setErrors(errorsOf(error))
    },
  })
  const forget = useForget()
  const cancel = () => {
    forget()
    onCancel?.()
  }
  // What is typed after that is not.
  const isSaved = save.isSuccess && onCancel !== undefined && isEqual(save.variables, form.values)
  useUnsaved((form.isDirty() || hasMore) && !isSaved, save.isPending)
  // Sentences are read where they stand, once they do: a folded part opens for its own first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever what is refused changes
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const shown = refusalsIn(element.current)
      setRefusals(shown)
      if (isAwaited.current) shown[0]?.show()
      isAwaited.current = false
    })
    return () => cancelAnimationFrame(frame)
  }, [form.errors])
  const showRefusals = () => {
    const shown = refusalsIn(element.current)
    setRefusals(shown)
    shown[0]?.show()
  }
  const isRefused = save.error && !(save.error instanceof UnsettledConflicts) && meanwhile?.state !== 'gone'
  const isAtFields =
    save.error instanceof Problem &&
    save.error.fields.length > 0 &&
    save.error.fields.every(({ detail }) => refusals.some(({ text }) => text.includes(detail)))
  // What was mended since stands nowhere any more, and needs no sentence.
  const isMended = save.error instanceof Problem && save.error.fields.length > 0 && !hasErrors(form.errors)
  const whole = isRefused && !isAtFields && !isMended ? save.error : undefined
  const suggestions = save.error instanceof Problem && onSuggestion ? save.error.suggestions : []
  const take = (suggestion: Suggestion) => {
    onSuggestion?.(suggestion.change)
    form.clearErrors()
    save.reset()
  }
  return (
    <form
      ref={element}
      onSubmit={form.onSubmit(
        (values) => (hasUnread(element.current) ? showRefusals() : save.mutate(values)),
        () => {
          isAwaited.current = true
        },
      )}
      noValidate
    >
      <Stack gap="md">
        <FormRefusals refusals={refusals} />
        {children}
        {whole && <Failure error={whole} />}
        {suggestions.length > 0 && (
          <Stack gap="xs" align="flex-start" role="status">
            <Text fw={600}>{t('app.instead')}</Text>
            {suggestions.map((suggestion) => (
              <Button key={suggestion.detail} variant="default" onClick={() => take(suggestion)}>
                {suggestion.detail}
              </Button>
            ))}
          </Stack>
        )}
        {meanwhile && <Conflicts meanwhile={meanwhile} />}
        <Group
          justify={onCancel ? 'flex-end' : 'flex-start'}
          mt="sm"
          className={onCancel ? classes.buttons : undefined}
        >
          {onCancel && (
            <Button variant="default" onClick={cancel}>
              {t(isAlike(submitLabel, t('app.cancel')) ? 'app.keepAsIs' : 'app.cancel')}
            </Button>
          )}
          <Button
            type="submit"
            {...(isForGood ? { color: 'red.9' } : {})}
            loading={save.isPending}
            disabled={meanwhile?.state === 'gone'}
          >
            {submitLabel}
          </Button>
          {actions}
        </Group>
        {savedText && <Text role="status">{save.isSuccess && savedText}</Text>}
      </Stack>
    </form>
  )
}

/** Something is typed that can’t be read, and says so: what goes with it would be refused for no fault of its own. */
const hasUnread = (form: HTMLFormElement | null) => form?.querySelector('[data-unread]') !== null

const hasErrors = (errors: Readonly<Record<string, unknown>>) => Object.keys(errors).length > 0

/** The keyboard goes on where something is to be chosen. */
function showFirstConflict(form: HTMLFormElement | null): void {
  const choice = form?.querySelector<HTMLElement>('[data-conflict="open"] input')
  if (choice) showField(choice)
}
