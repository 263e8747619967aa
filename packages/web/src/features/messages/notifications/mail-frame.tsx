import classes from './preview.module.css'

/**
 * A mail’s HTML as a mail program shows it, in a page of nobody’s: it reaches nothing of ours. There is no script in it,
 * and the platform’s content security policy runs none; the right to do so lets tools that check pages look inside.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  return <iframe className={classes.frame} title={title} srcDoc={html} sandbox="allow-scripts" />
}
