import '../../../ui/panel-styles.ts'
import { Button, Checkbox, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import {
  type EvaluationForm,
  type EvaluationQuestion,
  makeForm,
  type NewEvaluationForm,
  rereadForm,
  useForm,
} from './queries.ts'

/** A question as it is typed: options a line each. */
interface TypedQuestion {
  id: string
  type: 'scale' | 'text' | 'one' | 'many'
  text: string
  options: string
  isOptional: boolean
}

interface Values extends Record<string, unknown> {
  questions: TypedQuestion[]
  isAnonymous: boolean
  isOpen: boolean
}

const MOST = 30
const blank: TypedQuestion = { id: '', type: 'scale', text: '', options: '', isOptional: false }

/** What people are asked after the events of a course, for who may change the course. */
export function EvaluationFormPanel({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const { t } = useTexts()
  return (
    <SlideOver title={t('evaluation.title')} onClose={onClose}>
      <Loaded query={useForm(courseId)}>
        {(form) => <FormOfCourse courseId={courseId} form={form} onClose={onClose} />}
      </Loaded>
    </SlideOver>
  )
}

function FormOfCourse({
  courseId,
  form: found,
  onClose,
}: {
  courseId: string
  form: EvaluationForm
  onClose: () => void
}) {
  const { t } = useTexts()
  const { form, meanwhile, save } = useEditForm<EvaluationForm, Values, NewEvaluationForm>({
    thing: found,
    toValues,
    toBody,
    parts: {
      questions: {
        label: t('evaluation.questions'),
        show: ({ questions }) => questions.map(({ text }) => text).join('; '),
      },
      isAnonymous: {
        label: t('evaluation.isAnonymous'),
        show: ({ isAnonymous }) => t('evaluation.anonymity', { isAnonymous: isAnonymous ? 'yes' : 'no' }),
      },
      isOpen: {
        label: t('evaluation.isOpen'),
        show: ({ isOpen }) => t('evaluation.asked', { isOpen: isOpen ? 'yes' : 'no' }),
      },
    },
    reread: () => rereadForm(courseId),
    // A form is made whole: those before it stay for their answers.
    change: ({ version }, _touched, whole) => makeForm(courseId, version, whole),
    onDone: onClose,
  })
  const { questions } = form.values
  const set = (at: number, change: Partial<TypedQuestion>) =>
    form.setFieldValue(
      'questions',
      questions.map((question, n) => (n === at ? { ...question, ...change } : question)),
    )
  return (
    <PanelForm
      form={form}
      submitLabel={t('app.save')}
      onSubmit={save}
      onCancel={onClose}
      meanwhile={meanwhile}
    >
      <Text c="dimmed">{t('evaluation.intro')}</Text>
      {questions.map((question, at) => (
        // Questions have no ids before they are saved, and are only put at the end.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Stack key={at} gap="xs" component="fieldset">
          <legend>{t('evaluation.question', { number: at + 1 })}</legend>
          <TextInput
            label={t('evaluation.text')}
            required
            withAsterisk={false}
            maxLength={500}
            value={question.text}
            error={form.errors[`questions.${at}.text`]}
            onChange={({ currentTarget }) => set(at, { text: currentTarget.value })}
          />
          <NativeSelect
            label={t('evaluation.type')}
            value={question.type}
            onChange={({ currentTarget }) => set(at, { type: currentTarget.value as TypedQuestion['type'] })}
            data={(['scale', 'one', 'many', 'text'] as const).map((type) => ({
              value: type,
              label: t('evaluation.typeName', { type }),
            }))}
          />
          {(question.type === 'one' || question.type === 'many') && (
            <Textarea
              label={t('evaluation.options')}
              description={t('evaluation.optionsHelp')}
              autosize
              minRows={2}
              required
              withAsterisk={false}
              value={question.options}
              error={form.errors[`questions.${at}.options`]}
              onChange={({ currentTarget }) => set(at, { options: currentTarget.value })}
            />
          )}
          <Checkbox
            label={t('evaluation.isOptional')}
            checked={question.isOptional}
            onChange={({ currentTarget }) => set(at, { isOptional: currentTarget.checked })}
          />
          {questions.length > 1 && (
            <div>
              <Button
                variant="default"
                size="xs"
                onClick={() =>
                  form.setFieldValue(
                    'questions',
                    questions.filter((_, n) => n !== at),
                  )
                }
              >
                {t('evaluation.remove', { number: at + 1 })}
              </Button>
            </div>
          )}
        </Stack>
      ))}
      {questions.length < MOST && (
        <div>
          <Button variant="default" onClick={() => form.setFieldValue('questions', [...questions, blank])}>
            {t('evaluation.add')}
          </Button>
        </div>
      )}
      <Checkbox
        label={t('evaluation.isAnonymous')}
        description={t('evaluation.isAnonymousHelp')}
        {...form.getInputProps('isAnonymous', { type: 'checkbox' })}
      />
      <Checkbox label={t('evaluation.isOpen')} {...form.getInputProps('isOpen', { type: 'checkbox' })} />
    </PanelForm>
  )
}

function toValues(form: EvaluationForm | undefined): Values {
  const questions = (form?.questions ?? []).map(toTyped)
  return {
    questions: questions.length > 0 ? questions : [blank],
    isAnonymous: form?.isAnonymous ?? true,
    isOpen: form?.version === 0 ? true : (form?.isOpen ?? true),
  }
}

function toTyped(question: EvaluationQuestion): TypedQuestion {
  const { id, text, isOptional } = question
  if (question.type !== 'choice') return { id, text, isOptional, type: question.type, options: '' }
  return {
    ...{ id, text, isOptional, type: question.isMany ? 'many' : 'one' },
    options: question.options.join('\n'),
  }
}

function toBody({ questions, isAnonymous, isOpen }: Values): NewEvaluationForm {
  return {
    isAnonymous,
    isOpen,
    questions: questions.map(({ id, type, text, options, isOptional }) => {
      const asked = { ...(id && { id }), text, isOptional }
      if (type === 'scale' || type === 'text') return { ...asked, type }
      const lines = options.split('\n').map((line) => line.trim())
      return { ...asked, type: 'choice', isMany: type === 'many', options: lines.filter(Boolean) }
    }),
  }
}
