import { Button, Group, Stack, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import { Problem, type Suggestion } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { Conflicts } from './conflicts.tsx'
import { sortProblem } from './form-problem.ts'
import { Failure } from './states.tsx'
import { type Meanwhile, UnsettledConflicts } from './use-edit-form.ts'

interface PanelFormProps<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>
  submitLabel: string
  onSubmit: (values: Values) => Promise<unknown>
  /** Left out = it stands on a page, and there is nothing to close. */
  onCancel?: () => void
  /** Of forms that change what stands: what others did to it meanwhile. */
  meanwhile?: Meanwhile<Values>
  /** Takes what the platform suggests in place of what it refused. */
  onSuggestion?: (change: Suggestion['change']) => void
  /** Fields that are no values of the form by themselves, such as `breaks.0.startsWall`. */
  deepNames?: readonly string[]
  /** Said when it is saved, where the form stays. */
  savedText?: string
  /** Beside the button that saves. */
  actions?: ReactNode
  children: ReactNode
}

/** A form in a panel: refusals stand at their fields, everything else above the buttons. */
export function PanelForm<Values extends Record<string, unknown>>(props: PanelFormProps<Values>) {
  const { form, submitLabel, onSubmit, onCancel, meanwhile, onSuggestion, deepNames = [], children } = props
  const { savedText, actions } = props
  const { t } = useTexts()
  const names = [...Object.keys(form.getValues()), ...deepNames]
  const element = useRef<HTMLFormElement>(null)
  const save = useMutation({
    mutationFn: onSubmit,
    onError: (error) => {
      if (error instanceof UnsettledConflicts) {
        // After it is on the screen.
        setTimeout(() => showFirstConflict(element.current))
        return
      }
      form.setErrors(sortProblem(error, names).atFields as never)
      requestAnimationFrame(() => showFirstRefusal(element.current))
    },
  })
  const isRefused = save.error && !(save.error instanceof UnsettledConflicts) && meanwhile?.state !== 'gone'
  const whole = isRefused ? sortProblem(save.error, names).whole : undefined
  const suggestions = save.error instanceof Problem && onSuggestion ? save.error.suggestions : []
  const take = (suggestion: Suggestion) => {
    onSuggestion?.(suggestion.change)
    form.clearErrors()
    save.reset()
  }
  return (
    <form ref={element} onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {children}
        {whole !== undefined && <Failure error={whole} />}
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
        <Group justify={onCancel ? 'flex-end' : 'flex-start'} mt="sm">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t('app.cancel')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={meanwhile?.state === 'gone'}>
            {submitLabel}
          </Button>
          {actions}
        </Group>
        {savedText && <Text role="status">{save.isSuccess && savedText}</Text>}
      </Stack>
    </form>
  )
}

/** A long form is shown where something is to be mended. A list is not given the focus: it would open over the sentence. */
function showFirstRefusal(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]')
  field?.scrollIntoView({ block: 'center' })
  if (field && !field.hasAttribute('aria-haspopup')) field.focus({ preventScroll: true })
}

/** The keyboard goes on where something is to be chosen. */
function showFirstConflict(form: HTMLFormElement | null): void {
  const choice = form?.querySelector<HTMLElement>('[data-conflict="open"] input')
  choice?.scrollIntoView({ block: 'center' })
  choice?.focus({ preventScroll: true })
}
