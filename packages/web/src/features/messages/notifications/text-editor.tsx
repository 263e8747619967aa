import { Button, Group, SegmentedControl, Text, Textarea, TextInput, Title } from '@mantine/core'
import '@mantine/core/styles/FloatingIndicator.layer.css'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { isLanguage, type Language, languages, nameOfLanguage } from '@lectern/texts'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { languageName } from '../../../ui/formats.ts'
import type { Parts } from '../../../ui/merge.ts'
import { Failure } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import classes from './preview.module.css'
import { PreviewTabs } from './preview.tsx'
import { type Draft, rereadTemplate, saveTemplate, sendTest, type Template, usePreview } from './queries.ts'
import { SampleChoice } from './sample-choice.tsx'

/** The texts of a kind in every language, beside what they become. */
export function TextEditor({ template }: { template: Template }) {
  const { t, language: shown } = useTexts()
  const [language, setLanguage] = useState<Language>(shown)
  const [sessionId, setSessionId] = useState<string | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const { form, meanwhile, save } = useEditForm<Template, Values, Record<Language, Draft | null>>({
    thing: template,
    toValues,
    toBody: (values) => ofLanguages((each) => ownOrStandard(draftOf(values, each), template.standard[each])),
    parts: Object.fromEntries(
      languages.flatMap((each) => {
        const words = { language: languageName(each, shown) }
        return [
          [`${each}Subject`, { label: t('notices.subjectIn', words) }],
          [`${each}Text`, { label: t('notices.textIn', words) }],
        ]
      }),
    ) as Parts<Values>,
    reread: ({ kind }) => rereadTemplate(kind),
    // All languages are sent together.
    change: (opened, _, whole) => saveTemplate(opened, whole),
  })
  const draft = draftOf(form.values, language)
  const write = ({ subject = draft.subject, text = draft.text }: Partial<Draft>) =>
    form.setValues({ [`${language}Subject`]: subject, [`${language}Text`]: text })
  const standard = template.standard[language]
  const isStandard = isSame(draft, standard)
  const [tried] = useDebouncedValue({ ...draft, language, sessionId }, 300)
  const preview = usePreview(template.kind, tried)
  const test = useMutation({ mutationFn: () => sendTest(template.kind, { ...draft, language, sessionId }) })
  const insert = (name: string) => {
    const at = area.current?.selectionStart ?? draft.text.length
    write({ text: `${draft.text.slice(0, at)}{{${name}}}${draft.text.slice(at)}` })
    area.current?.focus()
  }
  return (
    <div className={classes.sides}>
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={save}
        meanwhile={meanwhile}
        savedText={t('notices.saved')}
        actions={
          isStandard ? (
            <Text size="sm" c="dimmed">
              {t('notices.isStandard')}
            </Text>
          ) : (
            <Button variant="default" onClick={() => write(standard)}>
              {t('notices.toStandard')}
            </Button>
          )
        }
      >
        <SegmentedControl
          aria-label={t('notices.language')}
          data={languages.map((value) => ({ value, label: nameOfLanguage(value) }))}
          value={language}
          onChange={(value) => isLanguage(value) && setLanguage(value)}
        />
        <TextInput
          label={t('notices.subject')}
          value={draft.subject}
          maxLength={200}
          required
          withAsterisk={false}
          onChange={(event) => write({ subject: event.currentTarget.value })}
          error={form.errors[`${language}.subject`]}
        />
        <Textarea
          ref={area}
          label={t('notices.text')}
          value={draft.text}
          maxLength={5000}
          required
          withAsterisk={false}
          autosize
          minRows={6}
          onChange={(event) => write({ text: event.currentTarget.value })}
          error={form.errors[`${language}.text`]}
        />
        <div>
          <Text fw={500} size="sm">
            {t('notices.placeholders')}
          </Text>
          <Text size="sm" c="dimmed" mb={4}>
            {t('notices.placeholdersText')}
          </Text>
          <Group gap={6}>
            {template.placeholders.map((name) => (
              <Button
                key={name}
                size="compact-sm"
                variant="default"
                aria-label={t('notices.insert', { name })}
                onClick={() => insert(name)}
              >
                {`{{${name}}}`}
              </Button>
            ))}
          </Group>
        </div>
      </PanelForm>
      <section aria-label={t('notices.preview')}>
        <Title order={2} size="h4" mb="sm">
          {t('notices.preview')}
        </Title>
        <SampleChoice sessionId={sessionId} onChange={setSessionId} />
        <PreviewTabs preview={preview.data} error={preview.error} />
        <Group mt="sm">
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            {t('notices.test')}
          </Button>
          <Text role="status" style={{ overflowWrap: 'anywhere' }}>
            {test.data && t('notices.testSent', { recipient: test.data.recipient })}
          </Text>
        </Group>
        {test.error && <Failure error={test.error} />}
      </section>
    </div>
  )
}

type Values = Record<`${Language}${'Subject' | 'Text'}`, string>

function toValues(template: Template | undefined): Values {
  const fields = languages.flatMap((each) => {
    const { subject = '', text = '' } = template?.texts[each] ?? {}
    return [
      [`${each}Subject`, subject],
      [`${each}Text`, text],
    ]
  })
  return Object.fromEntries(fields) as Values
}

const ofLanguages = <T,>(make: (language: Language) => T) =>
  Object.fromEntries(languages.map((each) => [each, make(each)])) as Record<Language, T>

const draftOf = (values: Values, language: Language): Draft => ({
  subject: values[`${language}Subject`],
  text: values[`${language}Text`],
})
const ownOrStandard = (draft: Draft, standard: Draft) => (isSame(draft, standard) ? null : draft)
const isSame = (one: Draft, other: Draft) => one.subject === other.subject && one.text === other.text
