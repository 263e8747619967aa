import '../../../ui/panel-styles.ts'
import { CloseButton, Modal, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { answered, api, type Me } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SearchIcon } from '../../../ui/icons.tsx'
import { isFound, searchText } from '../../../ui/search-text.ts'
import { useApps } from '../../platform/apps/queries.ts'
import {
  type Command,
  commandsFor,
  findCommands,
  type SessionStep,
  sessionSteps,
  stepPath,
} from './commands.ts'
import classes from './palette.module.css'
import { CommandRow, HitRow } from './palette-rows.tsx'
import { type Hit, keepRecent, recentHits } from './recent.ts'

/** Typing that goes on is waited for; shorter than anybody notices. */
const PAUSE_MS = 90
const COMMANDS_SHOWN = 5
const COMMANDS_AT_FIRST = 7

interface PaletteProps {
  me: Me
  /** `all`, or what is done to the session that is chosen. */
  begin: string
  onOpen: (what: string) => void
  onClose: () => void
}

type Option = { readonly key: string; readonly group: Group } & (
  | { readonly command: Command }
  | { readonly hit: Hit }
)
type Group = 'recent' | 'do' | 'go' | 'found'

/** Everything by its name: what there is, where to go, what to do. */
export function Palette({ me, begin, onOpen, onClose }: PaletteProps) {
  const { t } = useTexts()
  const isPhone = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
  const step = sessionSteps.find((one) => one === begin)
  const [query, setQuery] = useState('')
  const found = useFound(query, step)
  const options = useOptions({ me, query, step, hits: found.hits, showKeys: () => onOpen('keys') })
  const [chosen, setChosen] = useState(0)
  const [, navigate] = useLocation()
  const [isWanted, setIsWanted] = useState(false)
  const listId = useId()
  const active = options[Math.min(chosen, options.length - 1)]

  const choose = (option: Option) => {
    if ('hit' in option) {
      keepRecent(me.id, option.hit)
      const { path } = option.hit
      return navigate(step ? stepPath[step](path) : path, { replace: true })
    }
    const { run } = option.command
    if ('to' in run) return navigate(run.to, { replace: true })
    if ('step' in run) {
      const session = /^\/sessions\/[^/]+$/.exec(window.location.pathname)?.[0]
      return session ? navigate(stepPath[run.step](session), { replace: true }) : onOpen(run.step)
    }
    if (option.command.id !== 'keys') onClose()
    run.act()
  }

  // Whoever types fast and presses Enter means the first that comes.
  useEffect(() => {
    if (!isWanted || found.isLoading) return
    setIsWanted(false)
    if (options[0]) choose(options[0])
  })

  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move && options.length > 0) {
      event.preventDefault()
      setChosen((Math.min(chosen, options.length - 1) + move + options.length) % options.length)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      if (active) choose(active)
      else if (found.isLoading) setIsWanted(true)
    }
    if (event.key === 'Backspace' && query === '' && step) onOpen('all')
  }
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={640}
      yOffset="10vh"
      fullScreen={isPhone}
      transitionProps={{ duration: 0 }}
      classNames={{ content: classes.window ?? '' }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('nav.search')}>
        <div className={classes.head}>
          <span aria-hidden className={classes.glass}>
            <SearchIcon />
          </span>
          {step && <span className={classes.step}>{t('search.step', { step })}</span>}
          <input
            className={classes.input}
            type="text"
            role="combobox"
            aria-expanded={options.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={active && `${listId}-${active.key}`}
            aria-label={step ? t('search.whichSession', { step }) : t('nav.search')}
            placeholder={step ? t('search.whichSessionShort') : t('search.hint')}
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            maxLength={200}
            data-autofocus
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              setChosen(0)
              setIsWanted(false)
            }}
            onKeyDown={onKey}
          />
          <CloseButton size="lg" aria-label={t('app.close')} onClick={onClose} />
        </div>
        <List id={listId} options={options} active={active} onPoint={setChosen} onChoose={choose} me={me} />
        <Nothing
          query={query}
          isShown={options.length === 0 && !found.isLoading}
          error={found.error}
          step={step}
        />
        <VisuallyHidden role="status">
          {query.trim() !== '' && !found.isLoading && t('search.count', { count: options.length })}
        </VisuallyHidden>
        {!isPhone && <Hints />}
      </Modal.Content>
    </Modal.Root>
  )
}

/** What the platform has by a name; what is shown stays until the next comes, so that nothing flickers. */
function useFound(query: string, step: SessionStep | undefined) {
  const [q] = useDebouncedValue(query.trim(), PAUSE_MS)
  const answer = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => answered(api.GET('/api/v1/search', { params: { query: { q } }, signal })),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  const words = searchText(query).split(' ').filter(Boolean)
  const hits = (query.trim() === '' ? [] : (answer.data?.items ?? []))
    .filter((hit) => !step || (hit.kind === 'session' && !hit.isOff))
    // Of the answer before, what still fits.
    .filter(
      (hit) => !answer.isPlaceholderData || words.every((word) => isFound(`${hit.name} ${hit.detail}`, word)),
    )
  const isLoading =
    query.trim() !== '' && (q !== query.trim() || answer.isPlaceholderData || answer.isLoading)
  return { hits, isLoading, error: answer.error }
}

function useOptions({
  me,
  query,
  step,
  hits,
  showKeys,
}: {
  me: Me
  query: string
  step: SessionStep | undefined
  hits: readonly Hit[]
  showKeys: () => void
}): readonly Option[] {
  const { t, language } = useTexts()
  const { setColorScheme } = useMantineColorScheme()
  const apps = useApps(me.may.administer).data?.items ?? []
  const recent = useMemo(() => recentHits(me.id), [me.id])
  const ofHits = (some: readonly Hit[], group: Group) =>
    some.map((hit): Option => ({ key: `${group}-${hit.kind}-${hit.id}`, group, hit }))
  const ofCommands = (some: readonly Command[], group?: Group) =>
    some.map(
      (command): Option => ({ key: command.id.replaceAll('/', '-'), group: group ?? command.group, command }),
    )
  if (step) {
    const sessions = recent.filter(({ kind }) => kind === 'session')
    return query.trim() === '' ? ofHits(sessions, 'recent') : ofHits(hits, 'found')
  }
  const commands = commandsFor({ me, t, language, apps, showTheme: setColorScheme, showKeys })
  if (query.trim() === '') {
    const first = (group: Command['group']) =>
      commands.filter((one) => one.group === group).slice(0, COMMANDS_AT_FIRST)
    return [...ofHits(recent, 'recent'), ...ofCommands(first('do')), ...ofCommands(first('go'))]
  }
  const some = findCommands(commands, query, COMMANDS_SHOWN)
  const of = (group: Command['group']) => ofCommands(some.filter((one) => one.group === group))
  return [...of('do'), ...of('go'), ...ofHits(hits, 'found')]
}

function List({
  id,
  options,
  active,
  onPoint,
  onChoose,
  me,
}: {
  id: string
  options: readonly Option[]
  active: Option | undefined
  onPoint: (index: number) => void
  onChoose: (option: Option) => void
  me: Me
}) {
  const { t } = useTexts()
  const shown = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = active && document.getElementById(`${id}-${active.key}`)
    element?.scrollIntoView({ block: 'nearest' })
  }, [id, active])
  const groups = [...new Set(options.map(({ group }) => group))]
  return (
    <div ref={shown} id={id} role="listbox" aria-label={t('search.results')} className={classes.list}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list
        <div key={group} role="group" aria-labelledby={`${id}-of-${group}`}>
          <div id={`${id}-of-${group}`} className={classes.group} role="presentation">
            {t('search.group', { group })}
          </div>
          {options.map((option, index) =>
            option.group !== group ? null : (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field
              <div
                key={option.key}
                id={`${id}-${option.key}`}
                role="option"
                tabIndex={-1}
                aria-selected={option === active}
                className={classes.option}
                onPointerMove={() => onPoint(index)}
                onPointerDown={(event) => event.preventDefault()} // the field keeps the focus
                onClick={() => onChoose(option)}
              >
                {'hit' in option ? (
                  <HitRow hit={option.hit} zone={me.timeZone} />
                ) : (
                  <CommandRow command={option.command} />
                )}
              </div>
            ),
          )}
        </div>
      ))}
    </div>
  )
}

function Nothing({
  query,
  isShown,
  error,
  step,
}: {
  query: string
  isShown: boolean
  error: Error | null
  step: SessionStep | undefined
}) {
  const { t } = useTexts()
  if (error) return <p className={classes.nothing}>{error.message || t('app.error.network')}</p>
  if (!isShown) return null
  if (query.trim() === '' && step) return <p className={classes.nothing}>{t('search.typeSession')}</p>
  return <p className={classes.nothing}>{t('search.nothing', { query: query.trim() })}</p>
}

/** Which keys do what, for whoever has some. */
function Hints() {
  const { t } = useTexts()
  const hint = (keys: ReactNode, words: string) => (
    <span>
      <kbd>{keys}</kbd> {words}
    </span>
  )
  return (
    <div className={classes.hints} aria-hidden>
      {hint('↑ ↓', t('search.hintMove'))}
      {hint('↵', t('search.hintOpen'))}
      {hint('Esc', t('app.close'))}
    </div>
  )
}
