import { useMediaQuery } from '@mantine/hooks'

/** The window is as narrow as a phone's: what the style sheets say at the same width. */
export function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
}
