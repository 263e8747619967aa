/**
 * What `react` and `react-dom` are in the pages. Not TypeScript: the types of Preact can't be exported on, and the pages
 * are checked against React's anyway.
 * @see docs/decisions/0054-pages-are-drawn-by-preact.md
 */
export * from 'preact/compat'
export { default } from 'preact/compat'
export { Activity } from './beyond.ts'
