import { useComputedColorScheme } from '@mantine/core'
import type { Brand } from '../../../app/platform-start.ts'
import classes from './platform-mark.module.css'

interface PlatformMarkProps {
  platform: Pick<Brand, 'name' | 'images'> | undefined
  /** Left out = what the page has; previews have their own. */
  scheme?: 'light' | 'dark'
  /** `large` = on the sign-in page. */
  size?: 'usual' | 'large'
}

/** Wider logos say the name themselves. */
const WIDE = 1.6

/** A platform as people know it: its logo, or the first letter of its name, and its name where the logo doesn't say it. */
export function PlatformMark({ platform, scheme, size = 'usual' }: PlatformMarkProps) {
  const computed = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const name = platform?.name ?? 'Lectern'
  const isDark = (scheme ?? computed) === 'dark'
  const { logo, logoDark } = platform?.images ?? { logo: null, logoDark: null }
  const shown = (isDark && logoDark) || logo
  const isWide = shown !== null && shown.width / shown.height > WIDE
  return (
    <span className={classes.mark} data-size={size}>
      {shown ? (
        <img
          className={classes.logo}
          src={shown.url}
          width={shown.width}
          height={shown.height}
          alt={isWide ? name : ''}
          // A logo for light grounds keeps one in the dark.
          data-on-light={(isDark && !logoDark) || undefined}
        />
      ) : (
        <span className={classes.letter} aria-hidden>
          {[...name][0]}
        </span>
      )}
      {!isWide && <span className={classes.name}>{name}</span>}
    </span>
  )
}
