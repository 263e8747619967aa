import { useEffect, useRef } from 'react'
import classes from './preview.module.css'
import { showMail } from './show-mail.ts'

/** Where a mail is put: a page without styles, so that nothing in it is refused. */
const EMPTY_PAGE = '<!doctype html><title></title>'

/** A mail’s HTML as a mail program shows it. No script runs in it, and it leads nowhere. */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const show = () => {
    const page = frame.current?.contentDocument
    if (page) showMail(page, html)
  }
  useEffect(show, [html])
  return (
    <iframe
      ref={frame}
      className={classes.frame}
      title={title}
      srcDoc={EMPTY_PAGE}
      onLoad={show}
      sandbox="allow-same-origin"
    />
  )
}
