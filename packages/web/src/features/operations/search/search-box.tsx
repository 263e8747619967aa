import type { Me } from '../../../api/client.ts'
import { useTexts, withTexts } from '../../../app/i18n.ts'
import { SearchIcon } from '../../../ui/icons.tsx'
import { lazily } from '../../../ui/lazily.tsx'
import { usePanel } from '../../../ui/use-panel.ts'
import classes from './search-box.module.css'
import { isApple } from './shortcuts.ts'
import { useShortcuts } from './use-shortcuts.ts'

const loadPalette = () => withTexts(['search', 'navigation'], import('./palette.tsx'))
const Palette = lazily(async () => (await loadPalette()).Palette)
const ShortcutsDialog = lazily(
  async () => (await withTexts(['search', 'navigation'], import('./shortcuts-dialog.tsx'))).ShortcutsDialog,
)

/**
 * What looks like a field in the bar on top, and opens the search over everything; by keyboard from anywhere. On phones it
 * is an icon.
 */
export function SearchBox({ me }: { me: Me }) {
  const { t } = useTexts()
  // In the address, so that Back closes it: `all`, `new-event`, `keys`.
  const { panel, open, close } = usePanel('find')
  useShortcuts(me, { isOpen: panel !== null, open, close })
  const ahead = () => void loadPalette().catch(() => {}) // it is said once it is asked for
  const keys = isApple() ? '⌘ K' : 'Ctrl K'
  return (
    <>
      <button
        type="button"
        className={classes.box}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onPointerEnter={ahead}
        onFocus={ahead}
        onClick={() => open('all')}
      >
        <SearchIcon />
        <span className={classes.words}>{t('nav.search')}</span>
        <kbd aria-hidden>{keys}</kbd>
      </button>
      {panel === 'keys' && <ShortcutsDialog me={me} onClose={close} />}
      {panel !== null && panel !== 'keys' && (
        <Palette key={panel} me={me} begin={panel} onOpen={open} onClose={close} />
      )}
    </>
  )
}
