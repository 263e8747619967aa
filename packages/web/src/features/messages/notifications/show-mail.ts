/**
 * Puts a mail that the platform wrote into an empty page. The page has our content security policy, which takes no
 * styles that stand in HTML, as those of mails have to: they are taken out before it is read, and set by script.
 *
 * @param html of a whole mail: what people wrote is escaped in it
 */
export function showMail(page: Document, html: string): void {
  const view = page.defaultView as (Window & typeof globalThis) | null
  if (!view) return
  const sheets: CSSStyleSheet[] = []
  const plain = html
    .replace(/<style>([^<]*)<\/style>/g, (_, css: string) => {
      const sheet = new view.CSSStyleSheet()
      sheet.replaceSync(css)
      sheets.push(sheet)
      return ''
    })
    .replaceAll(' style="', ' data-style="')
  const mail = new DOMParser().parseFromString(plain, 'text/html')
  page.adoptedStyleSheets = sheets
  page.documentElement.lang = mail.documentElement.lang
  page.head.replaceChildren(...mail.head.childNodes)
  page.body.replaceWith(mail.body)
  for (const element of page.querySelectorAll<HTMLElement>('[data-style]')) {
    element.style.cssText = element.dataset.style ?? ''
    element.removeAttribute('data-style')
  }
}
