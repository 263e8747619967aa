import { Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import '@mantine/core/styles/FloatingIndicator.layer.css'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Problem } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { sortProblem } from '../../ui/form-problem.ts'
import { Failure } from '../../ui/states.tsx'
import classes from './preview.module.css'
import { PreviewTabs } from './preview.tsx'
import {
  type Draft,
  saveTemplate,
  sendTest,
  type Template,
  type TextLanguage,
  usePreview,
} from './queries.ts'
import { SampleChoice } from './sample-choice.tsx'

/** The texts of a kind in both languages, beside what they become. */
export function TextEditor({ template, onReload }: { template: Template; onReload: () => unknown }) {
  const { t, language: shown } = useTexts()
  const [language, setLanguage] = useState<TextLanguage>(shown)
  const [drafts, setDrafts] = useState<Record<TextLanguage, Draft>>({
    en: plain(template.texts.en),
    it: plain(template.texts.it),
  })
  const [sessionId, setSessionId] = useState<string | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const draft = drafts[language]
  const write = (change: Partial<Draft>) => setDrafts({ ...drafts, [language]: { ...draft, ...change } })
  const standard = template.standard[language]
  const isStandard = isSame(draft, standard)
  const save = useMutation({
    mutationFn: () => {
      const ownOrStandard = (one: TextLanguage) =>
        isSame(drafts[one], template.standard[one]) ? null : drafts[one]
      return saveTemplate(template, { en: ownOrStandard('en'), it: ownOrStandard('it') })
    },
  })
  const [tried] = useDebouncedValue({ ...draft, language, sessionId }, 300)
  const preview = usePreview(template.kind, tried)
  const test = useMutation({ mutationFn: () => sendTest(template.kind, { ...draft, language, sessionId }) })
  const problem = save.error
    ? sortProblem(save.error, ['en.subject', 'en.text', 'it.subject', 'it.text'])
    : undefined
  const insert = (name: string) => {
    const at = area.current?.selectionStart ?? draft.text.length
    write({ text: `${draft.text.slice(0, at)}{{${name}}}${draft.text.slice(at)}` })
    area.current?.focus()
  }
  return (
    <div className={classes.sides}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Stack>
          <SegmentedControl
            aria-label={t('notices.language')}
            data={[
              { value: 'en', label: 'English' },
              { value: 'it', label: 'Italiano' },
            ]}
            value={language}
            onChange={(value) => setLanguage(value === 'it' ? 'it' : 'en')}
          />
          <TextInput
            label={t('notices.subject')}
            value={draft.subject}
            maxLength={200}
            required
            withAsterisk={false}
            onChange={(event) => write({ subject: event.currentTarget.value })}
            error={problem?.atFields[`${language}.subject`]}
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
            error={problem?.atFields[`${language}.text`]}
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
          {save.error && problem?.whole !== undefined && <Failure error={problem.whole} />}
          {save.error && problem?.whole === undefined && <Failure error={save.error} />}
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t('app.save')}
            </Button>
            {isStandard ? (
              <Text size="sm" c="dimmed">
                {t('notices.isStandard')}
              </Text>
            ) : (
              <Button variant="default" onClick={() => write(standard)}>
                {t('notices.toStandard')}
              </Button>
            )}
            {save.error instanceof Problem && save.error.status === 412 && (
              <Button variant="default" onClick={() => onReload()}>
                {t('app.reload')}
              </Button>
            )}
          </Group>
          <Text role="status">{save.isSuccess && t('notices.saved')}</Text>
        </Stack>
      </form>
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

const plain = ({ subject, text }: Draft): Draft => ({ subject, text })
const isSame = (one: Draft, other: Draft) => one.subject === other.subject && one.text === other.text
