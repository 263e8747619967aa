/** Dresses the pages for whoever has their system choose the colors; nobody else loads what that needs. */
export function heedForcedColors(): void {
  const query = window.matchMedia('(forced-colors: active)')
  const heed = () => {
    if (query.matches) import('./forced-colors.css').catch(() => {}) // the pages can be used without it
  }
  query.addEventListener('change', heed)
  heed()
}
